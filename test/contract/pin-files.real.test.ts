import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { RealWorld } from '../support/real-world.ts';
import type { CallingPhone } from '../support/switch-world.ts';
import { C, DeskBench, moment, X } from './desk-bench.ts';

const PIN = '471108';
const WRONG = '94949494';
/** By themselves, for instants have many digits; and whatever the switch itself says was keyed. */
const KEYED = new RegExp(`(?<![0-9])(${PIN}|${WRONG})(?![0-9])|"digits_dialed":"[0-9]+`, 'g');

describe.skipIf(findFreeswitch() === null)('a PIN that was keyed on FreeSWITCH', () => {
  let world: RealWorld;
  let bench: DeskBench;

  beforeEach(async () => {
    world = await RealWorld.start();
    bench = await DeskBench.open(world);
    await bench.bind({
      strangers: {
        withheld: 'refuse',
        otherPhone: 'pin',
        pins: { a: new Secret(PIN), b: null },
        attempts: 20,
        lockOutMs: 60_000,
        remember: false,
      },
    });
  });

  afterEach(() => bench[Symbol.asyncDispose]());

  async function asked(): Promise<{ readonly phone: CallingPhone; readonly leg: string }> {
    const phone = await world.callIn('west', C.reveal().slice(2), X.slice(3));
    expect(await phone.answered).toBe(true);
    return { phone, leg: await bench.asked('pin.1', () => false) };
  }

  /** What the switch writes down of the caller's leg when it has ended, whole. */
  async function fileOf(leg: string): Promise<string> {
    for (;;) {
      for (const name of await readdir(world.freeswitch.cdrSpool)) {
        const text = await readFile(join(world.freeswitch.cdrSpool, name), 'utf8');
        if (text.includes(`"uuid":"${leg}"`) && text.includes('axbridge_question') && isWhole(text))
          return text;
      }
      await moment();
    }
  }

  async function leavesNothing(leg: string): Promise<void> {
    const file = await fileOf(leg);
    expect(file.match(KEYED)).toBeNull();
  }

  it('is in no file about the call that it connects', async () => {
    const { phone, leg } = await asked();
    await phone.key(`${PIN}#`);
    const called = await world.nextCall('east');
    called.pickUp();
    expect(await called.answered).toBe(true);
    phone.hangUp();
    await leavesNothing(leg);
  });

  it('is in none about the call that is refused', async () => {
    const { phone, leg } = await asked();
    for (const attempt of [1, 2, 3]) {
      await bench.asked(`pin.${attempt}`, () => false);
      await phone.key(`${WRONG}#`);
    }
    expect(await phone.ended).toMatchObject({ by: 'there' });
    await leavesNothing(leg);
  });
});

function isWhole(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
