import type { Command } from 'commander';
import type { EndpointView } from '../../app/delivery/endpoint-view.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { type Column, fields } from '../table.ts';
import { withTenant } from '../tenant-option.ts';
import { shortInstant } from '../wording.ts';
import { addDeadLetterCommands } from './dead-letters.ts';

interface TenantOption {
  readonly tenant: string;
}

interface TermsOptions extends TenantOption {
  readonly url?: string;
  readonly label?: string;
  readonly type?: readonly string[];
  readonly revealNumbers?: boolean;
}

const COLUMNS: readonly Column<EndpointView>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'LABEL', cell: ({ label }) => label },
  { title: 'STATE', cell: stateOf },
  { title: 'TYPES', cell: ({ types }) => (types.length === 0 ? 'all' : types.join(' ')) },
  { title: 'NUMBERS', cell: ({ showNumbers }) => (showNumbers ? 'in full' : 'masked') },
  { title: 'WAITING', cell: ({ waiting }) => String(waiting) },
  { title: 'DEAD', cell: ({ deadLetters }) => String(deadLetters) },
  { title: 'URL', cell: ({ url }) => url },
];

export function addEventEndpointCommand(program: Command, context: Context): void {
  const endpoint = program
    .command('event-endpoint')
    .description('URLs that each event is posted to; not to be confused with the webhook of a pool');
  addAdd(endpoint, context);
  addList(endpoint, context);
  addChange(endpoint, context);
  addEnabling(endpoint, context);
  addRotate(endpoint, context);
  addRemove(endpoint, context);
  addDeadLetterCommands(endpoint, context);
}

function addAdd(endpoint: Command, context: Context): void {
  withTenant(endpoint.command('add <url>'))
    .description('have events posted to a URL from now on; shows its secret, this once')
    .option('--label <text>', 'for people')
    .option('--type <type...>', 'only these types, or kinds as call.*')
    .option('--reveal-numbers', 'real numbers in full instead of masked')
    .addHelpText(
      'after',
      examples(
        ['axbridge event-endpoint add https://example.com/events', 'all events, numbers masked'],
        ['axbridge event-endpoint add https://example.com/ended --type call.ended cdr.created', 'only these'],
      ),
    )
    .action(async (url: string, options: TermsOptions, command) => {
      const session = new Session(context, command);
      const { label, type: types, revealNumbers: showNumbers } = options;
      const wish = { url, label, types, showNumbers };
      const made = await session.withEvents((events) => events.create(options.tenant, wish));
      await show(session, made, made.secret);
    });
}

function addList(endpoint: Command, context: Context): void {
  withTenant(endpoint.command('list'))
    .description('list the endpoints of a tenant, and what waits for them')
    .addHelpText('after', examples(['axbridge event-endpoint list', 'of the tenant default']))
    .action(async ({ tenant }: TenantOption, command) => {
      const session = new Session(context, command);
      const rows = await session.withEvents(async (events) => events.all(tenant));
      await session.showAll(rows, COLUMNS, 'No endpoints.');
    });
}

function addChange(endpoint: Command, context: Context): void {
  withTenant(endpoint.command('change <id>'))
    .description('change what is posted, and where to')
    .option('--url <url>', 'another URL')
    .option('--label <text>', 'for people')
    .option('--type <type...>', 'only these types, or kinds as call.*; all for every type')
    .option('--reveal-numbers', 'real numbers in full')
    .option('--no-reveal-numbers', 'numbers masked')
    .addHelpText('after', examples(['axbridge event-endpoint change 5kq2m8wz7r4t --type all', 'from now on']))
    .action(async (id: string, { tenant, url, label, type, revealNumbers }: TermsOptions, command) => {
      const session = new Session(context, command);
      const types = type?.join() === 'all' ? [] : type;
      const change = { url, label, types, showNumbers: revealNumbers };
      await show(session, await session.withEvents((events) => events.change(tenant, id, change)));
    });
}

function addEnabling(endpoint: Command, context: Context): void {
  for (const [word, enabled, what] of [
    ['enable', true, 'go on where it stopped'],
    ['disable', false, 'deliver nothing until it is enabled; its events are kept as long as all are'],
  ] as const)
    withTenant(endpoint.command(`${word} <id>`))
      .description(what)
      .addHelpText('after', examples([`axbridge event-endpoint ${word} 5kq2m8wz7r4t`, what]))
      .action(async (id: string, { tenant }: TenantOption, command) => {
        const session = new Session(context, command);
        await show(session, await session.withEvents((events) => events.change(tenant, id, { enabled })));
      });
}

function addRotate(endpoint: Command, context: Context): void {
  withTenant(endpoint.command('rotate <id>'))
    .description('give it a new secret; the one before signs as well for a day')
    .addHelpText(
      'after',
      examples(['axbridge event-endpoint rotate 5kq2m8wz7r4t', 'shows the new secret once']),
    )
    .action(async (id: string, { tenant }: TenantOption, command) => {
      const session = new Session(context, command);
      const rotated = await session.withEvents((events) => events.rotateSecret(tenant, id));
      await show(session, rotated, rotated.secret);
    });
}

function addRemove(endpoint: Command, context: Context): void {
  withTenant(endpoint.command('remove <id>'))
    .description('post nothing to it any more, and forget what waits for it')
    .addHelpText('after', examples(['axbridge event-endpoint remove 5kq2m8wz7r4t', 'dead letters too']))
    .action(async (id: string, { tenant }: TenantOption, command) => {
      const session = new Session(context, command);
      await session.withEvents((events) => events.remove(tenant, id));
      await session.show({ id, removed: true }, () => `endpoint ${id} gets nothing any more\n`);
    });
}

async function show(session: Session, view: EndpointView, secret: string | null = null): Promise<void> {
  await session.show(view, () =>
    fields([
      ['id', view.id],
      ['url', view.url],
      ['label', view.label],
      ['state', stateOf(view)],
      ['types', view.types.length === 0 ? 'all' : view.types.join(' ')],
      ['numbers', view.showNumbers ? 'in full' : 'masked'],
      ['made', shortInstant(view.createdAt)],
      ['waiting', String(view.waiting)],
      ['dead letters', String(view.deadLetters)],
      ['secret', secret ?? 'as it was'],
    ]),
  );
}

function stateOf({ disabledBecause }: EndpointView): string {
  if (disabledBecause === null) return 'enabled';
  return disabledBecause === 'gone' ? 'disabled (410)' : 'disabled';
}
