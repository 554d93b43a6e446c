import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Binding } from '../../src/domain/binding/binding.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { PromptName } from '../../src/domain/call/prompt.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { CallPolicy } from '../../src/domain/policy/call-policy.ts';
import type { SurveyPolicy } from '../../src/domain/policy/survey-policy.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { promptsHeardIn } from '../support/prompts-heard.ts';
import { RealWorld } from '../support/real-world.ts';
import type { SipCall } from '../support/sip-call.ts';
import { moment } from './desk-bench.ts';
import { heardSound, RecordingBench, say } from './recording-bench.ts';

const RECORDED: CallPolicy = { recording: { mode: 'mixed', consent: null } };

describe.skipIf(findFreeswitch() === null)('the question after a talk on FreeSWITCH', () => {
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

  function surveyed(of: SurveyPolicy['of'], more: CallPolicy = {}, prompt?: PromptName): CallPolicy {
    return { survey: { prompt: prompt ?? 'survey-question', keys: '12345', timeoutMs: 1_000, of }, ...more };
  }

  /** Two talk until the caller has heard the callee for a second. */
  async function talk(of: SurveyPolicy['of'], { who = 'a', policy, prompt }: Talk = {}) {
    const binding = await bench.bound(surveyed(of, policy, prompt));
    const [from, to] = who === 'a' ? [binding.a, binding.b] : [binding.b, binding.a];
    const caller = await bench.callIn(from, binding);
    const callee = await bench.ringsAt(to);
    callee.pickUp();
    const call = await bench.talking(binding);
    say(callee, 400);
    await heardSound(caller);
    say(callee, null);
    return { binding, caller, callee, call };
  }

  /** Resolves when the question is being put to this side. */
  async function asked(side: SipCall, binding: Binding): Promise<void> {
    await heardSound(side);
    while (bench.stateOf(binding) !== 'surveying') await moment();
  }

  /** What came of it, when the switch has told of both legs. */
  async function answersOn(call: CallId): Promise<Answers> {
    const { survey, calleeSurvey, outcome, hungUpBy } = await bench.recordOf(call);
    return { survey, calleeSurvey, outcome, hungUpBy };
  }

  const BY_CALLEE = { calleeSurvey: null, outcome: 'answered', hungUpBy: 'callee' } as const;
  const BY_CALLER = { survey: null, outcome: 'answered', hungUpBy: 'caller' } as const;

  it.concurrent('goes to the caller when the callee has hung up, and the key into the record', async () => {
    const { binding, caller, callee, call } = await talk('caller');
    void callee.hangUp();
    await asked(caller, binding);
    await caller.media?.key('4');
    expect(await caller.ended).toMatchObject({ by: 'remote' });
    expect(await answersOn(call)).toEqual({ ...BY_CALLEE, survey: '4' });
    expect(heard(callee)).toEqual([]);
  });

  it.concurrent('is put once more after a wrong key', async () => {
    const { binding, caller, callee, call } = await talk('caller');
    await caller.media?.key('3');
    void callee.hangUp();
    await asked(caller, binding);
    await caller.media?.key('9');
    await heardSound(caller);
    await caller.media?.key('2');
    expect(await caller.ended).toMatchObject({ by: 'remote' });
    expect(await answersOn(call)).toEqual({ ...BY_CALLEE, survey: '2' });
  });

  it.concurrent('is over after two wrong keys, of which nothing stays', async () => {
    const { binding, caller, callee, call } = await talk('caller');
    void callee.hangUp();
    await asked(caller, binding);
    await caller.media?.key('9');
    await heardSound(caller);
    await caller.media?.key('8');
    expect(await caller.ended).toMatchObject({ by: 'remote' });
    expect(await answersOn(call)).toEqual({ ...BY_CALLEE, survey: null });
    expect(spooled(call)).not.toMatch(/"axbridge_survey(_invalid)?":/);
  });

  it.concurrent('is over when no key comes, and the leg with it', async () => {
    const { binding, caller, callee, call } = await talk('caller', { prompt: 'enter-pin' });
    void callee.hangUp();
    await asked(caller, binding);
    expect(await caller.ended).toMatchObject({ by: 'remote' });
    expect(heard(caller)).toEqual(['en/enter-pin']);
    expect(await answersOn(call)).toEqual({ ...BY_CALLEE, survey: null });
    while (bench.stateOf(binding) !== undefined) await moment();
  });

  it.concurrent('ends with a hang-up in its middle', async () => {
    const { binding, caller, callee, call } = await talk('caller');
    void callee.hangUp();
    await asked(caller, binding);
    void caller.hangUp();
    expect(await answersOn(call)).toEqual({ ...BY_CALLEE, survey: null });
    while (bench.stateOf(binding) !== undefined) await moment();
  });

  it.concurrent('is put to nobody who has hung up himself, nor to the other one unless he is to be asked', async () => {
    const { caller, callee, call } = await talk('caller');
    void caller.hangUp();
    expect(await callee.ended).toMatchObject({ by: 'remote' });
    expect(await answersOn(call)).toEqual({ ...BY_CALLER, calleeSurvey: null });
    expect(heard(callee)).toEqual([]);
  });

  it.concurrent('goes to B when A has hung up, and is not in the recording', async () => {
    const { binding, caller, callee, call } = await talk('b', { policy: RECORDED });
    void caller.hangUp();
    await asked(callee, binding);
    await callee.media?.key('5');
    expect(await callee.ended).toMatchObject({ by: 'remote' });
    expect(await answersOn(call)).toEqual({ ...BY_CALLER, calleeSurvey: '5' });
    const [channel] = bench.recordingOf(call) ?? [];
    expect(channel?.loudestOf(400)).toBeGreaterThan(3000);
    // A second of the question has fifty.
    expect(channel?.windowsWithMore(400, 300)).toBeLessThan(10);
  });

  it.concurrent('goes to A when B called and has hung up', async () => {
    const { binding, caller, callee, call } = await talk('a', { who: 'b' });
    void caller.hangUp();
    await asked(callee, binding);
    await callee.media?.key('1');
    await callee.ended;
    expect(await answersOn(call)).toEqual({ ...BY_CALLER, calleeSurvey: '1' });
  });

  it.concurrent('goes to the one who is left when both are to be asked', async () => {
    const { binding, caller, callee, call } = await talk('both');
    void caller.hangUp();
    await asked(callee, binding);
    await callee.media?.key('1');
    await callee.ended;
    expect(await answersOn(call)).toEqual({ ...BY_CALLER, calleeSurvey: '1' });
  });

  it.concurrent('goes to A, whom a callback called first, when B has hung up', async () => {
    const binding = await bench.bound(surveyed('caller'));
    const { id, a, b, x } = binding;
    if (a === null || b === null) throw new Error('a binding of two');
    const mark = { binding: id, firstSide: 'a', x, flow: 'callback' } as const;
    bench.desk.desk.callback({ node: bench.desk.port, mark, party: a, callee: b, shown: x });
    const first = await bench.ringsAt(a);
    first.pickUp();
    const second = await bench.ringsAt(b);
    second.pickUp();
    const call = await bench.talking(binding);
    say(second, 400);
    await heardSound(first);
    void second.hangUp();
    await asked(first, binding);
    await first.media?.key('5');
    expect(await first.ended).toMatchObject({ by: 'remote' });
    expect(await answersOn(call)).toEqual({ ...BY_CALLEE, survey: '5' });
  });

  it.concurrent('follows the talk with a further telephone too, and that one is recorded', async () => {
    const further = RealNumber.of('8613800103001');
    const alternates = { a: [], b: [further], windowMs: 60_000, prompt: null };
    const binding = await bench.bound(surveyed('both', { ...RECORDED, alternates }));
    const caller = await bench.callIn(binding.a, binding);
    (await bench.ringsAt(binding.b)).reject(486);
    const callee = await bench.ringsAt(further);
    callee.pickUp();
    const call = await bench.talking(binding);
    say(callee, 400);
    await heardSound(caller);
    void caller.hangUp();
    await asked(callee, binding);
    await callee.media?.key('2');
    await callee.ended;
    const legs = await bench.legsOf(call, 3);
    expect(legs.map(({ survey }) => survey).filter((key) => key !== null)).toEqual(['2']);
    expect(legs.map(({ recording }) => recording).filter((kind) => kind !== null)).toEqual(['mixed']);
    expect(bench.recordingOf(call)?.[0]?.loudestOf(400)).toBeGreaterThan(3000);
  });

  it.concurrent('goes to the caller when the longest talk is over', async () => {
    const { binding, caller, callee, call } = await talk('caller', { policy: { maxCallMs: 3_000 } });
    expect(await callee.ended).toMatchObject({ by: 'remote' });
    await asked(caller, binding);
    await caller.media?.key('3');
    await caller.ended;
    expect(await answersOn(call)).toMatchObject({ survey: '3', outcome: 'maximum-length' });
  });

  it.concurrent('goes to nobody when an operator ends the call', async () => {
    const { caller, callee, call } = await talk('both');
    bench.desk.desk.hangUp(call);
    expect(await caller.ended).toMatchObject({ by: 'remote' });
    expect(await callee.ended).toMatchObject({ by: 'remote' });
    expect(await answersOn(call)).toMatchObject({ survey: null, calleeSurvey: null });
    expect([...heard(caller), ...heard(callee)]).toEqual([]);
  });

  it.concurrent('goes to nobody where there was no talk, be there sound before the answer or not', async () => {
    const binding = await bench.bound(surveyed('both'));
    const gaveUp = await bench.callIn(binding.a, binding);
    const early = await bench.ringsAt(binding.b);
    early.ring({ early: true });
    await gaveUp.ringing;
    gaveUp.cancel();
    expect(await early.ended).toEqual({ by: 'cancel' });

    const refused = await bench.callIn(binding.a, binding);
    const busy = await bench.ringsAt(binding.b);
    busy.ring({ early: true });
    await refused.ringing;
    busy.reject(486);
    expect(await refused.ended).toMatchObject({ by: 'refusal', status: 486 });
    expect(heard(refused)).toEqual(['en/callee-busy']);
  });

  it('is put and answered while no daemon is there, and one that comes meanwhile sees it', async () => {
    const { binding, caller, callee, call } = await talk('caller');
    await bench.desk.stopDaemon();
    void callee.hangUp();
    await heardSound(caller);
    await bench.desk.startDaemon();
    while (bench.stateOf(binding) !== 'surveying') await moment();
    await caller.media?.key('3');
    expect(await caller.ended).toMatchObject({ by: 'remote' });
    expect(await answersOn(call)).toEqual({ ...BY_CALLEE, survey: '3' });
    while (bench.stateOf(binding) !== undefined) await moment();
  });

  /** The files that the switch left for the legs of the call. */
  function spooled(call: CallId): string {
    const spool = world.freeswitch.cdrSpool;
    const texts = readdirSync(spool).map((name) => readFileSync(join(spool, name), 'utf8'));
    return texts.filter((text) => text.includes(call)).join('\n');
  }
});

interface Talk {
  readonly who?: 'a' | 'b';
  readonly policy?: CallPolicy;
  readonly prompt?: PromptName;
}

interface Answers {
  readonly survey: string | null;
  readonly calleeSurvey: string | null;
  readonly outcome: string;
  readonly hungUpBy: string | null;
}

function heard({ media }: SipCall): readonly string[] {
  return promptsHeardIn(media?.sound ?? Buffer.of());
}
