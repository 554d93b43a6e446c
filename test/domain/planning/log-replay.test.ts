import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BINDING_MODES } from '../../../src/domain/binding/binding-mode.ts';
import { LogReplay } from '../../../src/domain/planning/log-replay.ts';
import { finished, logOf, refusedByStore, rowsOf, terms } from './asked-store.ts';

const SHARING = BINDING_MODES.filter((mode) => mode !== 'axe' && mode !== 'axg' && mode !== 'ax');
const size = fc.integer({ min: 0, max: 8 });

describe('the replay of a log', () => {
  it.each([
    ['two-way bindings', ['two-way']],
    ['bindings of two parties in every mode', SHARING],
    ['numbers that strangers call among them', ['two-way', 'ax', 'ax']],
  ] as const)('refuses as many as a store does: %s', async (_name, modes) => {
    await fc.assert(
      fc.asyncProperty(rowsOf(modes), terms, size, async (rows, pool, numbers) => {
        const replay = new LogReplay(logOf(rows), pool);
        const mostRefused = rows.length;
        const { refused } = finished(replay.run({ numbers, scattering: 0, mostRefused }));
        expect(refused).toBe(await refusedByStore(rows, pool, numbers));
        finished(replay.run({ numbers: numbers + 1, scattering: 1, mostRefused: 0 }));
        expect(finished(replay.run({ numbers, scattering: 0, mostRefused }))).toEqual({
          refused,
          complete: true,
        });
      }),
      { numRuns: 300 },
    );
  });

  it('takes Y first when X would take the only number that B can have', async () => {
    const rows = [3, 0].map((a) => ({ a, b: 4, from: 0, to: 0, mode: 'axyb' as const }));
    const pool = { coolDownMs: 1, sticky: false };
    expect(await refusedByStore(rows, pool, 2)).toBe(0);
    const replay = new LogReplay(logOf(rows), pool);
    expect(finished(replay.run({ numbers: 2, scattering: 0, mostRefused: 0 }))).toMatchObject({ refused: 0 });
  });

  it('ends as soon as more are refused than are allowed', () => {
    const rows = [1, 2, 3, 4].map((b) => ({ a: 0, b, from: b, to: 100, mode: 'two-way' as const }));
    const replay = new LogReplay(logOf(rows), { coolDownMs: 0, sticky: false });
    const trial = { numbers: 1, scattering: 0 };
    expect(finished(replay.run({ ...trial, mostRefused: 1 }))).toEqual({ refused: 2, complete: false });
    expect(finished(replay.run({ ...trial, mostRefused: 3 }))).toEqual({ refused: 3, complete: true });
  });
});
