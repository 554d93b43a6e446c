import type { Command } from 'commander';
import type { GroupView } from '../../app/operations.ts';
import { printable } from '../../domain/printable.ts';
import { examples } from '../help.ts';
import { type NumberListOptions, numberList, withNumberList } from '../number-list.ts';
import { type Context, Session } from '../session.ts';
import { type Column, fields } from '../table.ts';
import { grouped } from '../wording.ts';

const COLUMNS: readonly Column<GroupView>[] = [
  { title: 'GROUP', cell: ({ group }) => group },
  { title: 'MEMBERS', align: 'right', cell: ({ size }) => grouped(size) },
];

export function addGroupCommand(program: Command, context: Context): void {
  const group = program.command('group').description('groups of numbers, for bindings of the mode axg');
  addPut(group, context);
  addChange(group, context, 'add');
  addChange(group, context, 'remove');
  addShow(group, context);
  addList(group, context);
  addDelete(group, context);
}

function addPut(group: Command, context: Context): void {
  withNumberList(
    group
      .command('put')
      .description('make a group, or replace all its members')
      .argument('<group>', 'name: small letters, digits and hyphens'),
  )
    .addHelpText(
      'after',
      examples(
        ['axbridge group put drivers +8613800138000 +8613800138001', 'these two and nobody else'],
        ['axbridge group put drivers --file drivers.txt', 'one number a line'],
      ),
    )
    .action(async (name: string, numbers: readonly string[], options: NumberListOptions, command) => {
      const session = new Session(context, command);
      const members = await numberList(session, numbers, options);
      await show(session, await session.withStore((store) => store.putGroup({ group: name, members })));
    });
}

function addChange(group: Command, context: Context, word: 'add' | 'remove'): void {
  withNumberList(
    group
      .command(word)
      .description(word === 'add' ? 'add members to a group' : 'remove members from a group')
      .argument('<group>', 'name of the group'),
  )
    .addHelpText('after', examples([`axbridge group ${word} drivers +8613800138002`, 'one of them']))
    .action(async (name: string, numbers: readonly string[], options: NumberListOptions, command) => {
      const session = new Session(context, command);
      const change = { add: [], remove: [], [word]: await numberList(session, numbers, options) };
      await show(session, await session.withStore((store) => store.changeGroup({ group: name, ...change })));
    });
}

function addShow(group: Command, context: Context): void {
  group
    .command('show')
    .description('list the members of a group')
    .argument('<group>', 'name of the group')
    .addHelpText(
      'after',
      examples(['axbridge group show drivers --show-numbers > drivers.txt', 'a list that can be put back']),
    )
    .action(async (name: string, _options, command) => {
      const session = new Session(context, command);
      const { showNumbers } = session;
      const found = await session.withStore((store) => store.group({ group: name, showNumbers }));
      await session.show(found, () => found.members.map((member) => `${printable(member)}\n`).join(''));
    });
}

function addList(group: Command, context: Context): void {
  group
    .command('list')
    .description('list the groups')
    .addHelpText('after', examples(['axbridge group list', 'all of them, with how many members they have']))
    .action(async (_options, command) => {
      const session = new Session(context, command);
      const groups = await session.withStore((store) => store.groups());
      await session.showAll(groups, COLUMNS, 'No groups. Make one with `axbridge group put`.');
    });
}

function addDelete(group: Command, context: Context): void {
  group
    .command('delete')
    .description('delete a group that no live binding names')
    .argument('<group>', 'name of the group')
    .addHelpText('after', examples(['axbridge group delete drivers', 'when its bindings have ended']))
    .action(async (name: string, _options, command) => {
      const session = new Session(context, command);
      await session.withStore((store) => store.removeGroup({ group: name }));
      await session.show({ group: name, removed: true }, () => `deleted group ${printable(name)}\n`);
    });
}

async function show(session: Session, view: GroupView): Promise<void> {
  await session.show(view, () =>
    fields([
      ['group', view.group],
      ['members', grouped(view.size)],
    ]),
  );
}
