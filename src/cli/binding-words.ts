import { Option } from 'commander';
import type { BindingView } from '../app/operations.ts';
import { BINDING_MODES } from '../domain/binding/binding-mode.ts';
import { policyFields } from './policy-words.ts';
import { type Column, fields } from './table.ts';
import { shortInstant } from './wording.ts';

/** How bindings stand in a table. */
export const BINDING_COLUMNS: readonly Column<BindingView>[] = [
  { title: 'ID', align: 'right', cell: ({ id }) => String(id) },
  { title: 'A', cell: ({ a }) => a },
  { title: 'X', cell: ({ x, y, extension }) => [x, y, extension].filter((part) => part !== null).join(' ') },
  { title: 'B', cell: ({ b }) => b ?? '-' },
  { title: 'POOL', cell: ({ pool }) => pool },
  { title: 'MODE', cell: ({ mode }) => mode },
  { title: 'STATE', cell: ({ state }) => state },
  { title: 'EXPIRES', cell: ({ expiresAt }) => (expiresAt === null ? 'never' : shortInstant(expiresAt)) },
  { title: 'REFERENCE', cell: ({ reference }) => reference ?? '' },
];

/** One binding, a line a field. `note` stands behind its id. */
export function bindingFields(binding: BindingView, note: string): string {
  return fields([
    ['binding', `${binding.id} (${note})`],
    ['A', binding.a],
    ['X', binding.x],
    ['Y', binding.y],
    ['extension', binding.extension],
    ['group', binding.group],
    ['B', binding.b],
    ['pool', binding.pool],
    ['mode', binding.mode],
    ['expires', binding.expiresAt === null ? 'never' : shortInstant(binding.expiresAt)],
    ['after call', binding.afterCall === 'none' ? null : binding.afterCall],
    ['sliding', binding.sliding === 'none' ? null : binding.sliding],
    ['call back', binding.callBack === 'none' ? null : binding.callBack],
    ['reference', binding.reference],
    ...policyFields(binding.policy),
  ]);
}

export function modeOption(): Option {
  return new Option('--mode <mode>', 'who calls whom (default: two-way)').choices(BINDING_MODES);
}
