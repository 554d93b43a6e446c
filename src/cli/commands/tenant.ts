import type { Command } from 'commander';
import type { TenantChange, TenantView } from '../../app/tenancy/access-desk.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { type Column, fields } from '../table.ts';
import { shortInstant } from '../wording.ts';
import { addTenantPolicy } from './tenant-policy.ts';

const COLUMNS: readonly Column<TenantView>[] = [
  { title: 'TENANT', cell: ({ tenant }) => tenant },
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'STATE', cell: stateOf },
  { title: 'REAL NUMBERS', cell: ({ realNumberDisplay }) => (realNumberDisplay ? 'may be shown' : 'never') },
  { title: 'CREATED', cell: ({ createdAt }) => shortInstant(createdAt) },
];

export function addTenantCommand(program: Command, context: Context): void {
  const tenant = program.command('tenant').description('tenants, each with pools and bindings of its own');
  addList(tenant, context);
  addCreate(tenant, context);
  addSwitch(tenant, context, {
    word: 'disable',
    says: 'refuse all requests of a tenant; its calls and bindings go on',
    change: { disabled: true },
  });
  addSwitch(tenant, context, {
    word: 'enable',
    says: 'take requests of a tenant again',
    change: { disabled: false },
  });
  addTenantPolicy(tenant, context);
}

function addList(tenant: Command, context: Context): void {
  tenant
    .command('list')
    .description('list the tenants')
    .addHelpText(
      'after',
      examples(['axbridge tenant list', 'in columns'], ['axbridge tenant list --json', 'for a program']),
    )
    .action(async (_options, command) => {
      const session = new Session(context, command);
      const rows = await session.withAccess(async (access) => access.tenants());
      await session.showAll(rows, COLUMNS, 'No tenants.');
    });
}

function addCreate(tenant: Command, context: Context): void {
  tenant
    .command('create')
    .description('make a tenant')
    .argument('<tenant>', 'small letters, digits and hyphens, at most 32')
    .argument('[name]', 'for people', '')
    .addHelpText('after', examples(["axbridge tenant create acme 'Acme Couriers'", 'before its first key']))
    .action(async (id: string, name: string, _options, command) => {
      const session = new Session(context, command);
      await show(session, await session.withAccess((access) => access.createTenant({ tenant: id, name })));
    });
}

interface Switch {
  readonly word: string;
  readonly says: string;
  readonly change: TenantChange;
}

function addSwitch(tenant: Command, context: Context, { word, says, change }: Switch): void {
  tenant
    .command(word)
    .description(says)
    .argument('<tenant>', 'as `axbridge tenant list` shows it')
    .addHelpText('after', examples([`axbridge tenant ${word} acme`, 'from the next request on']))
    .action(async (id: string, _options, command) => {
      const session = new Session(context, command);
      await show(session, await session.withAccess((access) => access.changeTenant(id, change)));
    });
}

function show(session: Session, view: TenantView): Promise<void> {
  return session.show(view, () =>
    fields([
      ['tenant', view.tenant],
      ['name', view.name === '' ? null : view.name],
      ['state', stateOf(view)],
    ]),
  );
}

function stateOf({ disabled }: TenantView): string {
  return disabled ? 'disabled' : 'enabled';
}
