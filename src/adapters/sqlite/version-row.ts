import type { BindingRow } from './binding-row.ts';

/** What of a binding changes while it lives, and what is sealed; a version without a seal has that of the next one. */
export const VERSION_COLUMNS = [
  'mode',
  'revision',
  'expires_at',
  'after_call_ms',
  'sliding_ms',
  'after_call_release_at',
  'released_at',
  'release_reason',
  'grace_ms',
  'calls',
  'answered_calls',
  'talk_ms',
  'pins',
  'wrong_pins',
  'pins_locked_until',
] as const;

/** And these, together. */
export const SEALED_COLUMNS = ['key_generation', 'sealed', 'reference'] as const;

type Changing = Pick<BindingRow, (typeof VERSION_COLUMNS)[number]>;

/** A row of the table `binding_version`: how a binding was until an instant. */
export interface VersionRow extends Changing {
  readonly id: number;
  readonly binding: number;
  readonly until: number;
  readonly key_generation: number | null;
  readonly sealed: Uint8Array | null;
  readonly reference: string | null;
}

export const ALL_VERSION_COLUMNS = ['id', 'binding', 'until', ...VERSION_COLUMNS, ...SEALED_COLUMNS]
  .map((column) => `v.${column}`)
  .join(', ');

/** The binding as the version says; it must have a seal. */
export function rowOfVersion(current: BindingRow, version: VersionRow, sealed: SealedVersion): BindingRow {
  const { id: _id, binding, until: _until, ...changing } = version;
  const { key_generation, sealed: text, reference } = sealed;
  return { ...current, ...changing, id: binding, key_generation, sealed: text, reference };
}

export type SealedVersion = Pick<BindingRow, (typeof SEALED_COLUMNS)[number]>;
