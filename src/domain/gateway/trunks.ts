import { isInNetwork, type Network, parseAddress } from '../access/network.ts';
import type { CallerTrust } from './caller-trust.ts';

/** A gateway as calls come in from it. */
export interface Trunk {
  readonly name: string;
  readonly networks: readonly Network[];
  readonly trust: CallerTrust;
}

/** All gateways, by the addresses that their calls come from. */
export class Trunks {
  readonly #trunks: readonly Trunk[];

  /** @param trunks in order: an address that two accept calls from is the first one's */
  constructor(trunks: readonly Trunk[]) {
    this.#trunks = trunks;
  }

  /** @param address as the switch shows it; `null` when no gateway's calls come from there */
  of(address: string): Trunk | null {
    const bytes = parseAddress(address.replace(/^\[(.*)\]$/, '$1'));
    return this.#trunks.find(({ networks }) => networks.some((one) => isInNetwork(bytes, one))) ?? null;
  }
}
