import type { AbuseStage, Fared } from './abuse-stage.ts';
import { STAGE_SETTINGS } from './abuse-stage.ts';
import { type AttackFamily, nobody } from './attack.ts';
import { withSettings } from './number-attacks.ts';

const TOO_MANY = 480;
const { limits } = STAGE_SETTINGS;

/** Somebody tries numbers until one answers. */
export const SCANS: AttackFamily = {
  name: 'scan',
  promise:
    'who tries numbers cannot tell a number that others have from one that nobody has, and is soon told nothing at all',
  attacks: (_draw, count) => [
    { name: 'numbers in no pool, unbound, and bound to others sound alike', run: soundsAlike },
    {
      name: `one caller tries ${20 + atMost(count)} numbers`,
      run: (stage) => scan(stage, 20 + atMost(count)),
    },
    { name: 'who is bound hears what he needs, while he scans', run: stillServed },
    ...(count === 0
      ? []
      : [
          {
            name: 'each try comes from another caller',
            run: byMany(60 + atMost(count)),
            alone: true,
          } as const,
        ]),
  ],
};

/** Half of the tries, or more, are made at once, and each hears seconds of speech: the switch under test has few ports for that. */
function atMost(count: number): number {
  return Math.min(count, 20);
}

/** Without the limits: what can be heard of a single call. */
async function soundsAlike(stage: AbuseStage): Promise<string | null> {
  const range = '95000001-95000099';
  await stage.site.run((axbridge) => axbridge.addPool({ pool: 'spoken', range, language: 'en' }));
  for (const x of ['95000010', '95000011'])
    await stage.site.run((axbridge) =>
      axbridge.bind({ a: nobody(), b: nobody(), x, pool: 'spoken', showNumbers: false }),
    );
  const dialled = ['95000010', '95000011', '95000020', '95000021', '95000777', '95000778'];
  const heard = await Promise.all(
    dialled.map((x) => stage.fares({ from: nobody(), dialled: x }, 'origin', true)),
  );
  const kinds = new Set(heard.map(whatWasHeard));
  return kinds.size === 1 ? null : `told apart: ${[...kinds].join(' / ')}`;
}

function whatWasHeard({ status, prompt, seen }: Fared): string {
  return `${status} ${prompt?.name ?? 'silence'} ${seen}`;
}

async function scan(stage: AbuseStage, tries: number): Promise<string | null> {
  const me = nobody();
  const bound = await stage.pair();
  const call = (at: number): Promise<Fared> => stage.fares({ from: me, dialled: tried(at, bound.dialled) });
  const heard = await inTurns(tries, limits.misses, call);
  if (stage.timesCalled(bound.b) > 0) return 'B was called';
  const late = new Set(heard.slice(limits.misses).map(whatWasHeard));
  const early = heard.slice(0, limits.misses).every(({ status }) => status === 404);
  if (!early) return 'the first tries were not told that there is nothing';
  return late.size === 1 && heard.at(-1)?.status === TOO_MANY ? null : `told apart: ${[...late].join(' / ')}`;
}

/** The first ones at once, then the others: what is dialled that reaches nobody may be spoken about for seconds. */
async function inTurns(
  tries: number,
  first: number,
  call: (at: number) => Promise<Fared>,
): Promise<readonly Fared[]> {
  const all = Array.from({ length: tries }, (_, at) => at);
  const early = await Promise.all(all.slice(0, first).map(call));
  return [...early, ...(await Promise.all(all.slice(first).map(call)))];
}

/** A number that others have, one that nobody has, and one that is in no pool. */
function tried(at: number, bound: string): string {
  return [bound, `1700000${9000 + (at % 900)}`, `9500${1000 + at}`][at % 3] ?? bound;
}

async function stillServed(stage: AbuseStage): Promise<string | null> {
  const [live, ended] = [await stage.pair(), await stage.site.bound()];
  await stage.site.run((axbridge) => axbridge.unbind({ id: ended.binding.id }));
  for (const from of [live.a, ended.a])
    await inTurns(limits.misses, limits.misses, (at) =>
      stage.fares({ from, dialled: `1700000${9100 + at}` }),
    );
  const [own, strange, released] = [
    await stage.fares({ from: live.a, dialled: live.dialled }),
    await stage.fares({ from: live.a, dialled: '17000009200' }),
    await stage.fares({ from: ended.a, dialled: ended.dialled }),
  ];
  const seen = [own.status, strange.status, released.status].join();
  return seen === `200,${TOO_MANY},480` && stage.timesCalled(live.b) === 1 ? null : `got ${seen}`;
}

const byMany = (tries: number) => (stage: AbuseStage) => scanByMany(stage, tries);

async function scanByMany(stage: AbuseStage, tries: number): Promise<string | null> {
  const most = 20;
  const { a, b, dialled } = await stage.pair();
  return withSettings(stage, { limits: { ...limits, gatewayMisses: most } }, async () => {
    const call = (at: number): Promise<Fared> =>
      stage.fares({ from: nobody(), dialled: tried(at, dialled) }, 'west');
    const heard = await inTurns(tries, tries / 2, call);
    const late = new Set(heard.slice(tries / 2).map(whatWasHeard));
    const { status } = await stage.fares({ from: a, dialled }, 'west');
    if (stage.timesCalled(b) !== 1) return `B was called ${stage.timesCalled(b)} times`;
    if (status !== 200) return `who is bound got ${status}`;
    return late.size === 1 && heard.at(-1)?.status === TOO_MANY
      ? null
      : `told apart: ${[...late].join(' / ')}`;
  });
}

/** Calls for the sake of calls. */
export const PUMPING: AttackFamily = {
  name: 'pumping',
  promise: 'nobody makes more calls than people do, and who does stops nobody but himself',
  attacks: () => [
    { name: 'one caller, one after the other', run: pumped, alone: true },
    { name: 'one caller, many at once', run: allAtOnce },
    { name: 'many callers on a number that is open to all', run: floodedByStrangers, alone: true },
  ],
};

async function pumped(stage: AbuseStage): Promise<string | null> {
  const most = 5;
  const { a, b, dialled } = await stage.pair();
  return withSettings(stage, { limits: { ...limits, callsAMinute: most } }, async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 3 * most; at += 1) statuses.push((await stage.fares({ from: a, dialled })).status);
    const back = await stage.fares({ from: b, dialled });
    if (back.status !== 200) return `B got ${back.status}`;
    // A minute may begin anew meanwhile, with the half-forgotten one still counting.
    return stage.timesCalled(b) <= 2 * most && statuses.at(-1) === TOO_MANY ? null : `got ${statuses.join()}`;
  });
}

async function allAtOnce(stage: AbuseStage): Promise<string | null> {
  const { a, b, dialled } = await stage.pair((call) => call.ring());
  const { switchAddress: to } = stage.site;
  const calls = await Promise.all(
    Array.from({ length: 12 }, () => stage.phone('origin').call({ to, from: a, dialled })),
  );
  const results = calls.map(async (call) => {
    await call.ended;
    return call.finalResponse?.status ?? 0;
  });
  const refused = await firstOf(results, 12 - limits.callsAtOnce);
  for (const call of calls) call.cancel();
  await Promise.all(results);
  const times = stage.timesCalled(b);
  if (times > limits.callsAtOnce) return `B was called ${times} times at once`;
  return refused.every((status) => status === TOO_MANY) ? null : `got ${refused.join()}`;
}

/** The first so many that are there. */
async function firstOf<Thing>(promises: readonly Promise<Thing>[], count: number): Promise<readonly Thing[]> {
  const there: Thing[] = [];
  const enough = Promise.withResolvers<void>();
  for (const promise of promises)
    void promise.then((thing) => {
      there.push(thing);
      if (there.length >= count) enough.resolve();
    });
  await enough.promise;
  return there.slice(0, count);
}

async function floodedByStrangers(stage: AbuseStage): Promise<string | null> {
  const most = 6;
  const { a, b, x, dialled } = stage.site.newPair();
  await stage.site.run((axbridge) =>
    axbridge.bind({ a, b, x, mode: 'ax', pool: 'main', showNumbers: false }),
  );
  return withSettings(stage, { limits: { ...limits, strangersAMinute: most } }, async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 3 * most; at += 1)
      statuses.push((await stage.fares({ from: nobody(), dialled })).status);
    const owner = await stage.fares({ from: a, dialled });
    if (owner.status !== 200) return `the owner got ${owner.status}`;
    return stage.timesCalled(a) <= 2 * most && statuses.at(-1) === TOO_MANY ? null : `got ${statuses.join()}`;
  });
}
