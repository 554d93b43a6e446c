/**
 * Who calls whom on a binding. The place in this list is what a store writes: the list only grows, at its end.
 *
 * - `two-way`: A calling X reaches B and B calling X reaches A (patent S0, two-way binding).
 * - `reverse`: only B calling X reaches A, and A stays free on X; for callbacks, where one X serves one A towards many B (patent S0,
 *   reverse binding).
 * - `a-to-b`, `b-to-a`: as `two-way`, but only the one calls the other; who calls the wrong way is told so.
 * - `axyb`: A sees X and B sees Y: A calling X reaches B, B calling Y reaches A.
 * - `ax`: anyone calling X reaches A. A calling X reaches whom `ReturnPath` names.
 * - `axe`: as `ax`, but X is shared by many A, and the caller keys in the extension of the one that he wants.
 * - `axg`: as `ax`, but only the members of a group reach A.
 */
export const BINDING_MODES = ['two-way', 'reverse', 'a-to-b', 'b-to-a', 'axyb', 'ax', 'axe', 'axg'] as const;

export type BindingMode = (typeof BINDING_MODES)[number];

/** The modes in which callers whom the binding does not name come through: nobody else may be bound on the X. */
export type OpenMode = 'ax' | 'axe' | 'axg';

export function isOpenMode(mode: BindingMode): mode is OpenMode {
  return mode === 'ax' || mode === 'axe' || mode === 'axg';
}

/** The modes in which B, whom the binding names, calls A: only there can B do so after the expiry. */
export function hasGrace(mode: BindingMode): boolean {
  return !isOpenMode(mode) && mode !== 'a-to-b';
}

/** One end of a binding: a party, and which of the binding's numbers it dials. */
export interface BindingEnd {
  readonly side: 'a' | 'b';
  readonly number: 'x' | 'y';
  /** The (party, number) belongs to this binding alone. Otherwise the party only learns that the direction is wrong. */
  readonly owned: boolean;
}

const A_ON_X: BindingEnd = { side: 'a', number: 'x', owned: true };
const B_ON_X: BindingEnd = { side: 'b', number: 'x', owned: true };

const ENDS: Readonly<Record<BindingMode, readonly BindingEnd[]>> = {
  'two-way': [A_ON_X, B_ON_X],
  reverse: [{ ...A_ON_X, owned: false }, B_ON_X],
  'a-to-b': [A_ON_X, B_ON_X],
  'b-to-a': [A_ON_X, B_ON_X],
  axyb: [A_ON_X, { ...B_ON_X, number: 'y' }],
  ax: [A_ON_X],
  axe: [A_ON_X],
  axg: [A_ON_X],
};

/** The ends of a binding of the mode, A's first. */
export function endsOf(mode: BindingMode): readonly BindingEnd[] {
  return ENDS[mode];
}

/** True when the two are alike: naming them the other way round means the same binding. */
export function isSymmetric(mode: BindingMode): boolean {
  return mode === 'two-way';
}

export function isBindingMode(text: string): text is BindingMode {
  return (BINDING_MODES as readonly string[]).includes(text);
}
