/** 32 bits by which a party is recognised among the peers of another. */
export function peerTagOf(hash: Uint8Array): number {
  return mixed32(hash, NOTHING, 0);
}

/** 32 bits of a pair for the scattering over a pool, the same whichever party is named first. */
export function spreadOfPair(one: Uint8Array, other: Uint8Array): number {
  return mixed32(one, other, 6);
}

/** 32 bits of a party. */
export function spreadOf(hash: Uint8Array): number {
  return mixed32(hash, NOTHING, 6);
}

const NOTHING = new Uint8Array(0);

/** The exclusive or of two bytes each, from `at`. */
function mixed(one: Uint8Array, other: Uint8Array, at: number): number {
  return byte(one, other, at) * 0x100 + byte(one, other, at + 1);
}

function mixed32(one: Uint8Array, other: Uint8Array, at: number): number {
  return mixed(one, other, at) * 0x1_0000 + mixed(one, other, at + 2);
}

function byte(one: Uint8Array, other: Uint8Array, at: number): number {
  return (one[at] ?? 0) ^ (other[at] ?? 0);
}
