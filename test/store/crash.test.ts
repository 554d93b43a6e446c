import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { DEFAULT_TENANT } from '../../src/domain/access/tenant.ts';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import { addCity, bound, party, reach, START, wish } from '../contract/binding-store.fixtures.ts';
import { useStoreBench } from './temporary-store.ts';

const CHILD = fileURLToPath(new URL('./binding-child.ts', import.meta.url));
const ROUNDS = 6;

/** Binds in another process until `lines` were acknowledged and a little more, then kills it. @returns what was acknowledged */
async function bindUntilKilled(
  path: string,
  key: string,
  round: number,
  lines: number,
): Promise<Map<number, number>> {
  const child = spawn(process.execPath, [CHILD, path, key, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await outputUntilKilled(child, lines);
  const whole = output.slice(0, output.lastIndexOf('\n')).split('\n');
  return new Map(whole.map((line) => line.split(' ').map(Number)).map(([id = 0, n = 0]) => [id, n]));
}

async function outputUntilKilled(child: ChildProcess, lines: number): Promise<string> {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > lines) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return output;
}

describe('a process that is killed in the middle of writing', () => {
  const useBench = useStoreBench();

  it(`has lost none of the bindings that it acknowledged, nor told of one that is not there, in ${ROUNDS} rounds`, async () => {
    const bench = await useBench();
    const key = Buffer.from(bench.key.reveal()).toString('base64');
    const setUp = await bench.open();
    await addCity(setUp, 100);
    await setUp.close();
    const acknowledged = new Map<number, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const lines = 1 + Math.floor(Math.random() * 700);
      for (const [id, n] of await bindUntilKilled(bench.path(), key, round, lines)) acknowledged.set(id, n);
      const store = await bench.open();
      for (const [id, n] of acknowledged) {
        const binding = store.binding(id as BindingId);
        expect(binding?.a.equals(party(n))).toBe(true);
        if (binding !== null) expect(reach(store, party(n + 1), binding.x, START)).toBe(party(n).reveal());
      }
      await store.close();
    }
    expect(acknowledged.size).toBeGreaterThan(ROUNDS);
    const last = await bench.open();
    const events = last.events.read(DEFAULT_TENANT, 0, 1_000_000);
    expect(events.map(({ number }) => number)).toEqual(events.map((_, place) => place + 1));
    const told = events.map(({ binding }) => binding);
    const bindings = last.bindings({ at: START, limit: 1_000_000 }).map(({ id }) => id);
    expect(told.toSorted((one, other) => Number(one) - Number(other))).toEqual(bindings);
  });

  it('can be followed by one that goes on with the rotation of the key', async () => {
    const bench = await useBench();
    const store = await bench.open();
    await addCity(store, 100);
    const wishes = Array.from({ length: 1200 }, (_, n) => wish({ a: party(2 * n), b: party(2 * n + 1) }));
    const bindings = (await store.bindMany(wishes)).map(bound);
    const next = MasterKey.random();
    await store.beginRotation(next);
    let seen = 0;
    await store
      .continueRotation((done) => {
        seen = done;
        if (done >= 500) throw new Error('cut short');
      })
      .catch(() => {});
    await store.close();
    expect(seen).toBe(500);
    const again = await bench.open({ key: next });
    expect(again.rotationPending()).toBe(true);
    const reached = (): number =>
      bindings.filter(
        ({ a, b, x }) =>
          reach(again, a, x, START) === b?.reveal() && reach(again, b, x, START) === a.reveal(),
      ).length;
    expect(reached()).toBe(1200);
    let rest = 0;
    await again.continueRotation((done) => {
      rest = done;
    });
    expect(rest).toBe(700);
    expect(again.rotationPending()).toBe(false);
    expect(reached()).toBe(1200);
    expect(again.bindings({ at: START, limit: 2000, party: party(2399) })).toHaveLength(1);
  });
});
