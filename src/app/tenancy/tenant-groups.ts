import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { GroupMembersView, GroupView } from '../operations.ts';
import type { StoreDesk } from '../store-desk.ts';
import type { Fence } from './fence.ts';

export interface TenantGroupsOptions {
  readonly bindings: StoreDesk;
}

/** Groups of one tenant. */
export class TenantGroups {
  readonly #fence: Fence;
  readonly #bindings: StoreDesk;

  constructor(fence: Fence, { bindings }: TenantGroupsOptions) {
    this.#fence = fence;
    this.#bindings = bindings;
  }

  async put(name: string, members: readonly string[]): Promise<GroupView> {
    return this.#own(await this.#bindings.putGroup({ group: this.#fence.ownGroup(name), members }));
  }

  async change(name: string, add: readonly string[], remove: readonly string[]): Promise<GroupView> {
    return this.#own(await this.#bindings.changeGroup({ group: this.#fence.ownGroup(name), add, remove }));
  }

  /** In the order of their names. */
  async all(): Promise<readonly GroupView[]> {
    return (await this.#bindings.groups())
      .filter(({ group }) => this.#fence.nameOf(group) !== null)
      .map((one) => this.#own(one));
  }

  async one(name: string, showNumbers: boolean): Promise<GroupMembersView> {
    return this.#own(await this.#bindings.group({ group: this.#fence.ownGroup(name), showNumbers }));
  }

  async remove(name: string): Promise<null> {
    return this.#bindings.removeGroup({ group: this.#fence.ownGroup(name) });
  }

  #own<View extends GroupView>(view: View): View {
    const group = this.#fence.nameOf(view.group);
    if (group === null) throw new AxbridgeError('internal', "another tenant's group");
    return { ...view, group };
  }
}
