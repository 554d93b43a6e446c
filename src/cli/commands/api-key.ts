import type { Command } from 'commander';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';

interface CreateOptions {
  readonly tenant: string;
  readonly scope: readonly string[];
}

export function addApiKeyCommand(program: Command, context: Context): void {
  const apiKey = program.command('api-key').description('keys of the HTTP API');
  apiKey
    .command('create <label>')
    .description('make a key and show it, this once')
    .option('--tenant <tenant>', 'whose pools and bindings it opens', 'default')
    .option('--scope <scope...>', 'read, bind, call, admin, reveal', ['read', 'bind', 'call'])
    .addHelpText(
      'after',
      examples(
        ['axbridge api-key create shop', 'for a platform: read, bind and call'],
        ['axbridge api-key create desk --scope admin', 'to make tenants and further keys over HTTP'],
      ),
    )
    .action(async (label: string, { tenant, scope }: CreateOptions, command) => {
      const session = new Session(context, command);
      const { configPath } = session;
      const made = await session.environment.createApiKey({ configPath, tenant, label, scopes: scope });
      await session.show(made, () => `${made.key}\n`);
      session.tell('This is shown once: the database keeps only a hash of it.');
    });
}
