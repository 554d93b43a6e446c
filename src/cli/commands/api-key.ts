import type { Command } from 'commander';
import type { ApiKeyView } from '../../app/tenancy/access-desk.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import type { Column } from '../table.ts';
import { shortInstant } from '../wording.ts';

interface CreateOptions extends TenantOption {
  readonly scope: readonly string[];
}

interface TenantOption {
  readonly tenant: string;
}

const COLUMNS: readonly Column<ApiKeyView>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'LABEL', cell: ({ label }) => label },
  { title: 'SCOPES', cell: ({ scopes }) => scopes.join(' ') },
  { title: 'CREATED', cell: ({ createdAt }) => shortInstant(createdAt) },
  { title: 'EXPIRES', cell: ({ expiresAt }) => (expiresAt === null ? 'never' : shortInstant(expiresAt)) },
  { title: 'REVOKED', cell: ({ revokedAt }) => (revokedAt === null ? '' : shortInstant(revokedAt)) },
];

export function addApiKeyCommand(program: Command, context: Context): void {
  const apiKey = program.command('api-key').description('keys of the HTTP API');
  addCreate(apiKey, context);
  addList(apiKey, context);
  addRevoke(apiKey, context);
}

function addCreate(apiKey: Command, context: Context): void {
  apiKey
    .command('create <label>')
    .description('make a key and show it, this once')
    .option('--tenant <tenant>', 'whose pools and bindings it opens', 'default')
    .option('--scope <scope...>', 'read, bind, call, admin, reveal, metrics', ['read', 'bind', 'call'])
    .addHelpText(
      'after',
      examples(
        ['axbridge api-key create shop', 'for a platform: read, bind and call'],
        ['axbridge api-key create desk --scope admin', 'to make tenants and further keys over HTTP'],
        ['axbridge api-key create prometheus --scope metrics', 'for whoever scrapes /metrics'],
      ),
    )
    .action(async (label: string, { tenant, scope }: CreateOptions, command) => {
      const session = new Session(context, command);
      const wish = { label, scopes: scope };
      const made = await session.withAccess((access) => access.createApiKey(tenant, wish));
      await session.show(made, () => `${made.key}\n`);
      session.tell('This is shown once: the database keeps only a hash of it.');
    });
}

function addList(apiKey: Command, context: Context): void {
  apiKey
    .command('list')
    .description('list the keys of a tenant, revoked ones too')
    .option('--tenant <tenant>', 'whose keys', 'default')
    .addHelpText(
      'after',
      examples(
        ['axbridge api-key list', 'of the tenant default'],
        ['axbridge api-key list --tenant acme --json', 'for a program, one key a line'],
      ),
    )
    .action(async ({ tenant }: TenantOption, command) => {
      const session = new Session(context, command);
      const rows = await session.withAccess(async (access) => access.apiKeys(tenant));
      await session.showAll(rows, COLUMNS, 'No keys.');
    });
}

function addRevoke(apiKey: Command, context: Context): void {
  apiKey
    .command('revoke <id>')
    .description('let a key open nothing any more, from the next request on')
    .option('--tenant <tenant>', 'whose key it is', 'default')
    .addHelpText(
      'after',
      examples(['axbridge api-key revoke 5kq2m8wz7r4t', 'the id stands in the list, and between axk_ and _']),
    )
    .action(async (id: string, { tenant }: TenantOption, command) => {
      const session = new Session(context, command);
      await session.withAccess((access) => access.revokeApiKey(tenant, id));
      await session.show({ id, tenant, revoked: true }, () => `key ${id} opens nothing any more\n`);
    });
}
