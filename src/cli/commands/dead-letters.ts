import type { Command } from 'commander';
import type { DeadLetterView } from '../../app/delivery/endpoint-view.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import type { Column } from '../table.ts';
import { withTenant } from '../tenant-option.ts';
import { wholeNumber } from '../whole-number.ts';
import { shortInstant } from '../wording.ts';

interface TenantOption {
  readonly tenant: string;
}

interface RedeliverOptions extends TenantOption {
  readonly number?: number;
  readonly since?: string;
}

const MOST_SHOWN = 1_000;
const eventNumber = wholeNumber(1, Number.MAX_SAFE_INTEGER);

const COLUMNS: readonly Column<DeadLetterView>[] = [
  { title: 'NUMBER', cell: ({ number }) => String(number) },
  { title: 'EVENT', cell: ({ event }) => event },
  { title: 'HAPPENED', cell: ({ happenedAt }) => shortInstant(happenedAt) },
  { title: 'GIVEN UP', cell: ({ deadAt }) => shortInstant(deadAt) },
  { title: 'ATTEMPTS', cell: ({ attempts }) => String(attempts) },
  { title: 'BECAUSE', cell: ({ because }) => because ?? '-' },
];

/** Events that an endpoint did not take, and how it gets them after all. */
export function addDeadLetterCommands(endpoint: Command, context: Context): void {
  addDead(endpoint, context);
  addRedeliver(endpoint, context);
  addReplay(endpoint, context);
}

function addDead(endpoint: Command, context: Context): void {
  withTenant(endpoint.command('dead-letters <id>'))
    .description('list the events that it did not take and that were given up')
    .option('--after <number>', 'with higher numbers than this', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .addHelpText(
      'after',
      examples(['axbridge event-endpoint dead-letters 5kq2m8wz7r4t', `the first ${MOST_SHOWN}`]),
    )
    .action(async (id: string, options: TenantOption & { readonly after?: number }, command) => {
      const session = new Session(context, command);
      const { tenant, after = 0 } = options;
      const page = await session.withEvents(async (events) =>
        events.deadLetters(tenant, id, after, MOST_SHOWN),
      );
      await session.showAll(page.letters, COLUMNS, 'No dead letters.');
      if (page.next !== null) session.tell(`There are more: --after ${page.next}`);
    });
}

function addRedeliver(endpoint: Command, context: Context): void {
  withTenant(endpoint.command('redeliver <id>'))
    .description('have dead letters delivered again: one, or all that were given up since an instant')
    .option('--number <number>', 'of the event', eventNumber)
    .option('--since <time>', 'an instant')
    .addHelpText(
      'after',
      examples(
        ['axbridge event-endpoint redeliver 5kq2m8wz7r4t --number 1204', 'one event'],
        ['axbridge event-endpoint redeliver 5kq2m8wz7r4t --since 2026-01-31T08:00:00Z', 'after an outage'],
      ),
    )
    .action(async (id: string, { tenant, number, since }: RedeliverOptions, command) => {
      const session = new Session(context, command);
      const redelivered = await session.withEvents((events) =>
        events.redeliver(tenant, id, { number, since }),
      );
      if (redelivered === 0 && number !== undefined)
        throw new AxbridgeError('input-invalid', 'number: no dead letter of this endpoint');
      await session.show({ id, redelivered }, () => `${redelivered} dead letters are delivered again\n`);
    });
}

function addReplay(endpoint: Command, context: Context): void {
  withTenant(endpoint.command('replay <id>'))
    .description('have it get all events after a number, those that it has had as well')
    .requiredOption('--after <number>', 'the number', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .addHelpText(
      'after',
      examples([
        'axbridge event-endpoint replay 5kq2m8wz7r4t --after 1200',
        'after a loss on the other side',
      ]),
    )
    .action(async (id: string, { tenant, after }: TenantOption & { readonly after: number }, command) => {
      const session = new Session(context, command);
      await session.withEvents((events) => events.replay(tenant, id, after));
      await session.show({ id, after }, () => `endpoint ${id} gets all events after ${after}\n`);
    });
}
