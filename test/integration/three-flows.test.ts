import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoundView, CallbackView, CallView } from '../../src/app/operations.ts';
import { anyWorld } from '../support/any-world.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import type { SwitchWorld } from '../support/switch-world.ts';

const A = '13800138000';
const B = '13800138001';

describe('the three flows, with the program itself', () => {
  let world: SwitchWorld;
  let daemon: DaemonUnderTest;

  beforeAll(async () => {
    world = await anyWorld();
    daemon = await DaemonUnderTest.create({ eventSocket: world.eventSocket });
    await daemon.start();
    await daemon.ask('pool', 'add', 'main', '+8617000000001-+8617000000099');
  });

  afterAll(async () => {
    await daemon[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  it('connects a direct dial and the return call, each side seeing X alone', async () => {
    const { x } = await daemon.ask<BoundView>('bind', A, B);
    for (const [caller, callee] of [
      [A, B],
      [B, A],
    ] as const) {
      const phone = await world.callIn('east', caller, x.slice(3));
      const other = await world.nextCall('east');
      expect({ called: other.called, shown: other.shown }).toEqual({
        called: `86${callee}`,
        shown: x.slice(1),
      });
      other.ring();
      other.pickUp();
      expect(await phone.answered).toBe(true);
      phone.hangUp();
      expect(await other.ended).toEqual({ by: 'there', status: null });
    }
  });

  it('connects a callback, after which B reaches A by X and A does not reach B', async () => {
    const [first, second] = ['13800138002', '13800138003'];
    const { call, binding } = await daemon.ask<CallbackView>('call', first, second);
    const x = binding.x.slice(1);
    const a = await world.nextCall('east');
    expect({ called: a.called, shown: a.shown }).toEqual({ called: `86${first}`, shown: x });
    a.pickUp();
    const b = await world.nextCall('east');
    expect({ called: b.called, shown: b.shown }).toEqual({ called: `86${second}`, shown: x });
    const live = (await daemon.cli('--json', 'calls')).stdout.trim().split('\n');
    expect(live.map((line) => JSON.parse(line) as CallView)).toContainEqual(
      expect.objectContaining({ call, flow: 'callback' }),
    );
    b.pickUp();
    expect(await b.answered).toBe(true);
    b.hangUp();
    expect(await a.ended).toEqual({ by: 'there', status: null });

    const back = await world.callIn('east', second, x);
    const reached = await world.nextCall('east');
    expect(reached.called).toBe(`86${first}`);
    reached.reject(486);
    expect(await back.ended).toEqual({ by: 'there', status: 486 });

    const wrong = await world.callIn('east', first, x);
    await wrong.ended;
    await daemon.line((line) => line['outcome'] === 'wrong-direction');
  });

  it('tells a stranger that there is nobody', async () => {
    const phone = await world.callIn('east', '13900139000', '17000000001');
    expect(await phone.ended).toEqual({ by: 'there', status: 404 });
  });

  it('writes no real number into its log', () => {
    expect(daemon.output).not.toBe('');
    expect(daemon.output).not.toMatch(/1380013800\d/);
  });
});
