import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Binding } from '../../src/domain/binding/binding.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { CallPolicy } from '../../src/domain/policy/call-policy.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { promptsHeardIn } from '../support/prompts-heard.ts';
import { RealWorld } from '../support/real-world.ts';
import type { SipCall } from '../support/sip-call.ts';
import type { Channel } from '../support/sound.ts';
import { heardSilence, heardSound, RecordingBench, say, seconds } from './recording-bench.ts';

/** The tones of A and B in a talk, and of whoever speaks where nothing may be recorded. */
const [OF_A, OF_B, BEFORE] = [400, 1000, 1700];
const BYTES_A_SECOND = 2 * 2 * 8000;
const STEREO: CallPolicy = { recording: { mode: 'stereo', consent: null } };

describe.skipIf(findFreeswitch() === null)('recordings on FreeSWITCH', () => {
  let world: RealWorld;
  let bench: RecordingBench;

  beforeAll(async () => {
    world = await RealWorld.start();
    bench = await RecordingBench.open(world);
  });

  afterAll(async () => {
    bench.expectNoLeak();
    await bench.desk[Symbol.asyncDispose]();
  });

  /** Both say their tones until they have heard the other's for a second, then the one who called hangs up. @returns what is recorded when the switch has told of all legs */
  async function talk(binding: Binding, ofA: SipCall, ofB: SipCall): Promise<Recorded> {
    const call = await bench.talking(binding);
    say(ofA, OF_A);
    say(ofB, OF_B);
    await Promise.all([ofA, ofB].map(heardSound));
    void ofA.hangUp();
    await ofB.ended;
    const legs = await bench.legsOf(call);
    const noted = legs.map(({ recording }) => recording).filter((one) => one !== null);
    return { call, noted, channels: bench.recordingOf(call) };
  }

  it.concurrent('have A left and B right when A calls, and nothing from before the answer', async () => {
    const binding = await bench.bound(STEREO);
    const caller = await bench.callIn(binding.a, binding);
    const callee = await bench.ringsAt(binding.b);
    for (const one of [caller, callee]) say(one, BEFORE);
    callee.ring({ early: true });
    await caller.ringing;
    await seconds(0.5);
    for (const one of [caller, callee]) say(one, null);
    await Promise.all([caller, callee].map(heardSilence));
    callee.pickUp();
    const { noted, channels } = await talk(binding, caller, callee);
    expect(noted).toEqual(['stereo']);
    expectTones(channels, [OF_A, OF_B]);
  });

  it.concurrent('have A left and B right when B calls', async () => {
    const binding = await bench.bound(STEREO);
    const caller = await bench.callIn(binding.b, binding);
    const callee = await bench.ringsAt(binding.a);
    callee.pickUp();
    const { noted, channels } = await talk(binding, callee, caller);
    expect(noted).toEqual(['stereo']);
    expectTones(channels, [OF_A, OF_B]);
  });

  it.concurrent('have A left and B right in a callback, and not what A says while B rings', async () => {
    const { id, a, b, x, ...rest } = await bench.bound(STEREO);
    if (a === null || b === null) throw new Error('a binding of two');
    const mark = { binding: id, firstSide: 'a', x, flow: 'callback' } as const;
    bench.desk.desk.callback({ node: bench.desk.port, mark, party: a, callee: b, shown: x });
    const ofA = await bench.ringsAt(a);
    say(ofA, BEFORE);
    ofA.pickUp();
    const ofB = await bench.ringsAt(b);
    await seconds(0.5);
    say(ofA, null);
    await seconds(0.5);
    ofB.pickUp();
    const { noted, channels } = await talk({ id, a, b, x, ...rest }, ofA, ofB);
    expect(noted).toEqual(['stereo']);
    expectTones(channels, [OF_A, OF_B]);
  });

  it.concurrent('begin when the prompts that say so have been heard by both, and do not have them', async () => {
    const consent = { prompt: 'thank-you', to: 'both' } as const;
    const policy: CallPolicy = { recording: { mode: 'stereo', consent }, calleePrompt: 'please-hold' };
    const binding = await bench.bound(policy);
    const caller = await bench.callIn(binding.a, binding);
    const callee = await bench.ringsAt(binding.b);
    say(callee, BEFORE);
    callee.pickUp();
    while (bench.stateOf(binding) !== 'greeting') await seconds(0.05);
    await seconds(0.5);
    say(callee, null);
    const { noted, channels } = await talk(binding, caller, callee);
    expect(noted).toEqual(['stereo']);
    expectTones(channels, [OF_A, OF_B]);
    expect(promptsHeardIn(callee.media?.sound ?? Buffer.of())).toEqual(['en/please-hold', 'en/thank-you']);
    expect(promptsHeardIn(caller.media?.sound ?? Buffer.of())).toEqual(['en/thank-you']);
  });

  it.concurrent('have both in one channel when they are mixed', async () => {
    const binding = await bench.bound({ recording: { mode: 'mixed', consent: null } });
    const forwarded = '<sip:+8613900000009@192.0.2.1>;reason=unconditional';
    const caller = await bench.callIn(binding.a, binding, [['Diversion', forwarded]]);
    const callee = await bench.ringsAt(binding.b);
    callee.pickUp();
    const { call, noted, channels } = await talk(binding, caller, callee);
    expect((await bench.recordOf(call)).divertedText?.reveal()).toBe(forwarded);
    expect(JSON.stringify(callee.invite)).not.toContain('13900000009');
    expect(noted).toEqual(['mixed']);
    expect(channels).toHaveLength(1);
    expect(channels?.[0]?.loudestOf(OF_A)).toBeGreaterThan(3000);
    expect(channels?.[0]?.loudestOf(OF_B)).toBeGreaterThan(3000);
  });

  it.concurrent('are none where the binding says so, or nobody says anything', async () => {
    const bindings = [
      await bench.bound({ recording: { mode: 'none', consent: null } }),
      await bench.bound({}),
    ];
    for (const binding of bindings) {
      const caller = await bench.callIn(binding.a, binding);
      const callee = await bench.ringsAt(binding.b);
      callee.pickUp();
      expect(await talk(binding, caller, callee)).toMatchObject({ noted: [], channels: null });
    }
  });

  it('are none while there is no room, and the call goes on', async () => {
    const binding = await bench.bound({
      recording: { mode: 'stereo', consent: { prompt: 'recording-consent', to: 'both' } },
    });
    bench.desk.hasRoom = false;
    const caller = await bench.callIn(binding.a, binding);
    const callee = await bench.ringsAt(binding.b);
    bench.desk.hasRoom = true;
    callee.pickUp();
    expect(await talk(binding, caller, callee)).toMatchObject({ noted: ['refused-disk'], channels: null });
    for (const { media } of [caller, callee]) expect(promptsHeardIn(media?.sound ?? Buffer.of())).toEqual([]);
  });

  it('are whole when the daemon died in the talk', async () => {
    const binding = await bench.bound(STEREO);
    const caller = await bench.callIn(binding.a, binding);
    const callee = await bench.ringsAt(binding.b);
    callee.pickUp();
    const call = await bench.talking(binding);
    await bench.desk.stopDaemon();
    say(caller, OF_A);
    say(callee, OF_B);
    await Promise.all([caller, callee].map(heardSound));
    void caller.hangUp();
    await callee.ended;
    expect((await bench.recordOf(call)).recording).toBe('stereo');
    expectTones(bench.recordingOf(call), [OF_A, OF_B]);
    await bench.desk.startDaemon();
  });

  it('are told to have failed where the switch cannot write them, and the call goes on', async () => {
    rmSync(world.recordings, { recursive: true, force: true });
    writeFileSync(world.recordings, 'no directory');
    const binding = await bench.bound(STEREO);
    const caller = await bench.callIn(binding.a, binding);
    const callee = await bench.ringsAt(binding.b);
    callee.pickUp();
    expect(await talk(binding, caller, callee)).toMatchObject({ noted: ['failed'], channels: null });
    rmSync(world.recordings);
  });

  it('are there but for the last moments when the switch dies in the talk', async () => {
    const binding = await bench.bound(STEREO);
    const caller = await bench.callIn(binding.a, binding);
    const callee = await bench.ringsAt(binding.b);
    callee.pickUp();
    const call = await bench.talking(binding);
    say(callee, OF_B);
    for (let second = 0; second < 4; second += 1) await heardSound(caller);
    await world.freeswitch.kill('SIGKILL');
    // Half a second is held back by FreeSWITCH to even out what comes late, half a second until a write.
    const bytes = statSync(join(world.recordings, `${call}.wav`)).size;
    expect(bytes).toBeGreaterThan(2 * BYTES_A_SECOND);
  });
});

interface Recorded {
  readonly call: CallId;
  /** What the call's legs say of it. */
  readonly noted: readonly string[];
  readonly channels: readonly Channel[] | null;
}

/** One tone in each channel, and next to nothing else. */
function expectTones(channels: readonly Channel[] | null, tones: readonly number[]): void {
  expect(channels?.map((channel) => tones.find((tone) => channel.loudestOf(tone) > 3000))).toEqual(tones);
  for (const [at, channel] of (channels ?? []).entries()) {
    const own = channel.loudestOf(tones[at] ?? 0);
    for (const other of [OF_A, OF_B, BEFORE].filter((tone) => tone !== tones[at]))
      expect(channel.loudestOf(other)).toBeLessThan(own / 50);
    expect(channel.loudnessBeside(tones[at] ?? 0)).toBeLessThan(own / 20);
  }
}
