import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { RealNumber } from '../domain/number/real-number.ts';
import {
  type BindingStore,
  type Group,
  type GroupResult,
  MAX_GROUP_MEMBERS,
} from '../ports/binding-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { NumberReader } from '../ports/number-reader.ts';
import { readCallee, readParty } from './bind-reading.ts';
import { readGroup } from './mode-reading.ts';
import type { GroupMembersView, GroupOperations, GroupView } from './operations.ts';
import { shownNumber } from './views.ts';

export interface GroupDeskOptions {
  readonly store: BindingStore;
  readonly reader: NumberReader;
  readonly clock: Clock;
}

/** Groups of numbers, by the names under which the store has them. */
export class GroupDesk implements GroupOperations {
  readonly #options: GroupDeskOptions;

  constructor(options: GroupDeskOptions) {
    this.#options = options;
  }

  async putGroup(input: { group: string; members: readonly string[] }): Promise<GroupView> {
    const members = this.#numbers('members', input.members);
    return done(await this.#options.store.putGroup(readGroup(input.group), members));
  }

  async changeGroup(input: {
    group: string;
    add: readonly string[];
    remove: readonly string[];
  }): Promise<GroupView> {
    const add = this.#numbers('add', input.add);
    // Also of one who is not called any more.
    const remove = this.#numbers('remove', input.remove, readParty);
    const added = new Set(add.map((number) => number.reveal()));
    if (remove.some((number) => added.has(number.reveal())))
      throw new AxbridgeError('input-invalid', 'remove: names a number that add names too');
    return done(await this.#options.store.changeGroup(readGroup(input.group), add, remove));
  }

  async groups(): Promise<readonly GroupView[]> {
    return this.#options.store.groups('').map(groupView);
  }

  async group(input: { group: string; showNumbers: boolean }): Promise<GroupMembersView> {
    const members = this.#options.store.groupMembers(readGroup(input.group));
    if (members === null) throw new AxbridgeError('group-unknown');
    const shown = members.map((number) => shownNumber(number, input.showNumbers));
    return { group: input.group, size: shown.length, members: shown };
  }

  async removeGroup(input: { group: string }): Promise<null> {
    done(await this.#options.store.removeGroup(readGroup(input.group), this.#options.clock.now()));
    return null;
  }

  /** Each number once. @throws AxbridgeError that names the place, such as `members[17]`, not the number */
  #numbers(field: string, texts: readonly string[], read = readCallee): readonly RealNumber[] {
    if (texts.length > MAX_GROUP_MEMBERS) throw new AxbridgeError('group-too-large', field);
    const { reader } = this.#options;
    const numbers = texts.map((text, place) => read(reader, `${field}[${place}]`, text));
    return [...new Map(numbers.map((number) => [number.reveal(), number])).values()];
  }
}

function done(result: GroupResult): GroupView {
  if (!result.ok) throw new AxbridgeError(result.reason);
  return groupView(result.group);
}

function groupView({ name, members }: Group): GroupView {
  return { group: name, size: members };
}
