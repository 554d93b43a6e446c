import type { Command } from 'commander';
import type { WebhookView } from '../../app/webhook-operations.ts';
import { LEAST_DEADLINE_MS, MOST_DEADLINE_MS } from '../../domain/pool/route-webhook.ts';
import { printable } from '../../domain/printable.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { fields } from '../table.ts';
import { wholeNumber } from '../whole-number.ts';

export function addWebhookCommand(program: Command, context: Context): void {
  const webhook = program
    .command('webhook')
    .description('the URL that is asked for each call to a number of a pool where it goes');
  addSet(webhook, context);
  addRotate(webhook, context);
  addRemove(webhook, context);
}

function addSet(webhook: Command, context: Context): void {
  webhook
    .command('set')
    .description('have a URL asked; the bindings of the pool decide when it does not answer in time')
    .argument('<pool>', 'name of the pool')
    .argument('<url>', 'asked with POST; https, unless plain http is allowed')
    .option(
      '--deadline <ms>',
      'milliseconds within which it must answer (default 300)',
      wholeNumber(LEAST_DEADLINE_MS, MOST_DEADLINE_MS),
    )
    .addHelpText(
      'after',
      examples([
        'axbridge webhook set cars https://example.com/route --deadline 500',
        'shows a new secret once',
      ]),
    )
    .action(async (pool: string, url: string, options: { readonly deadline?: number }, command) => {
      const session = new Session(context, command);
      const input = { pool, url, deadlineMs: options.deadline };
      await show(session, await session.withStore((operations) => operations.setWebhook(input)));
    });
}

function addRotate(webhook: Command, context: Context): void {
  webhook
    .command('rotate')
    .description('give it a new secret; the one before signs as well for a day')
    .argument('<pool>', 'name of the pool')
    .addHelpText('after', examples(['axbridge webhook rotate cars', 'shows the new secret once']))
    .action(async (pool: string, _options, command) => {
      const session = new Session(context, command);
      await show(session, await session.withStore((operations) => operations.rotateWebhookSecret({ pool })));
    });
}

function addRemove(webhook: Command, context: Context): void {
  webhook
    .command('remove')
    .description('let the bindings decide alone')
    .argument('<pool>', 'name of the pool')
    .addHelpText('after', examples(['axbridge webhook remove cars', 'nobody is asked any more']))
    .action(async (pool: string, _options, command) => {
      const session = new Session(context, command);
      await session.withStore((operations) => operations.removeWebhook({ pool }));
      await session.show({ pool, url: null }, () => `pool ${printable(pool)} asks nobody any more\n`);
    });
}

async function show(session: Session, view: WebhookView): Promise<void> {
  await session.show(view, () =>
    fields([
      ['pool', view.pool],
      ['url', view.url],
      ['deadline', `${view.deadlineMs} ms`],
      ['secret', view.secret ?? 'as it was'],
    ]),
  );
}
