/** 47 bits of a pair, the same whichever party is named first; SQLite keeps them in 6 bytes. */
export function pairOf(one: Uint8Array, other: Uint8Array): number {
  return (mixed(one, other, 0) % 0x8000) * 0x1_0000_0000 + mixed32(one, other, 2);
}

/** 32 bits of a pair for the scattering over a pool; independent of `pairOf`. */
export function spreadOfPair(one: Uint8Array, other: Uint8Array): number {
  return mixed32(one, other, 6);
}

/** 32 bits of a party. */
export function spreadOf(hash: Uint8Array): number {
  return mixed32(hash, new Uint8Array(hash.length), 6);
}

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
