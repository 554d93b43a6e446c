import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CdrView } from '../../src/app/cdr-operations.ts';
import type { Operations } from '../../src/app/operations.ts';
import { until } from '../sipp/support/until.ts';
import { within } from '../support/within.ts';
import type { BindStream } from './support/bind-stream.ts';
import type { CallStream } from './support/call-stream.ts';
import { type FaultSite, isPair } from './support/fault-site.ts';

/** How large the trial is. */
export interface RotationSize {
  /** Calls a second. */
  readonly rate: number;
  /** Rotations of the key, one after the other. */
  readonly rotations: number;
  /** From the end of one to the next. */
  readonly pauseMs: number;
  /** Bindings that have to be sealed anew, besides those of the callers. */
  readonly bindings: number;
}

export interface RotationSeen {
  readonly calls: number;
  readonly rotations: number;
  readonly binds: number;
  /** Numbers that were sealed anew, all rotations together. */
  readonly sealed: number;
  /** What must not be, each as a sentence. */
  readonly failures: readonly string[];
}

const TALK_MS = 1_000;
const PATIENCE_MS = 60_000;
const PAGE = 1_000;
/** The exit code for a key that does not fit (`key-wrong`). */
const WRONG_KEY = 78;

/** Rotates the key of a daemon again and again while callers call and a platform binds, and then looks at all that was written. */
export async function tryRotations(site: FaultSite, size: RotationSize): Promise<RotationSeen> {
  await site.bindMore(size.bindings);
  const firstKey = join(site.site.daemon.directory, 'first.key');
  await copyFile(site.keyFile, firstKey);
  const [calls, binds] = [await site.calls(), site.binds()];
  calls.start(size.rate, TALK_MS);
  binds.start();
  const answered = calls.answeredAfter(performance.now());
  await within(PATIENCE_MS, 'the first call is answered', answered);
  const { sealed, failures } = await rotate(site, size);
  await Promise.all([calls.stop(), binds.stop()]);
  await site.site.quiet();
  failures.push(...calls.faults, ...unheard(calls));
  failures.push(...(await unreadable(site, calls, binds)));
  failures.push(...(await oldKeyOpens(site, firstKey)));
  // With the key of now and a new process, all of it is there still.
  failures.push(...(await unreadable(site, calls, binds)));
  const { length } = calls.calls;
  return { calls: length, rotations: size.rotations, binds: binds.acknowledged.length, sealed, failures };
}

async function rotate(
  { site }: FaultSite,
  { rotations, pauseMs }: RotationSize,
): Promise<{ readonly sealed: number; readonly failures: string[] }> {
  const failures: string[] = [];
  let sealed = 0;
  for (let nth = 1; nth <= rotations; nth += 1) {
    const { code, stdout, stderr } = await site.daemon.cli('key', 'rotate', '--json');
    if (code !== 0) failures.push(`rotation ${nth} ended with ${code}: ${stderr}`);
    else sealed += (JSON.parse(stdout) as { readonly bindings: number }).bindings;
    await sleep(pauseMs);
  }
  return { sealed, failures };
}

/** Everybody has to be answered and left to talk: nothing was away. */
function unheard(calls: CallStream): readonly string[] {
  return Object.entries(calls.heard())
    .filter(([heard]) => heard !== 'talked')
    .map(([heard, count]) => `${count} callers heard ${heard}`);
}

/** Each call has one record that names the two who talked, and each acknowledged binding opens. */
async function unreadable(
  { site }: FaultSite,
  calls: CallStream,
  binds: BindStream,
): Promise<readonly string[]> {
  const placed = calls.calls.length;
  await until('each call has its record', async () => (await site.run(allRecords)).length >= placed);
  const records = await site.run(allRecords);
  const strange = records.filter(({ caller, callee }) => !isPair(caller ?? '', callee ?? ''));
  const bound = await site.run(allParties);
  const lost = binds.acknowledged.filter(
    (id) => !/^[+]86130[0-9]+ [+]86130[0-9]+$/.test(bound.get(id) ?? ''),
  );
  return [
    ...(records.length === placed ? [] : [`${records.length} records of ${placed} calls`]),
    ...(strange.length === 0 ? [] : [`${strange.length} records name others than those who talked`]),
    ...(lost.length === 0 ? [] : [`${lost.length} acknowledged bindings do not open`]),
  ];
}

async function allRecords(axbridge: Operations): Promise<readonly CdrView[]> {
  const found: CdrView[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await axbridge.cdrs({ limit: PAGE, after, showNumbers: true });
    found.push(...page.records);
    after = page.records.length < PAGE ? null : page.next;
  }
  return found;
}

async function allParties(axbridge: Operations): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for (let after: number | undefined = 0; after !== undefined; ) {
    const page = await axbridge.bindings({ ended: true, limit: PAGE, after, showNumbers: true });
    for (const { id, a, b } of page) found.set(id, `${a} ${b}`);
    after = page.at(-1)?.id;
  }
  return found;
}

/** The key of the beginning must open nothing; the daemon runs again afterwards, with the one of now. */
async function oldKeyOpens({ site, keyFile }: FaultSite, firstKey: string): Promise<readonly string[]> {
  const { daemon } = site;
  const now = `${firstKey}.now`;
  await daemon.kill('SIGTERM');
  await copyFile(keyFile, now);
  await copyFile(firstKey, keyFile);
  const { code } = await daemon.cli('bindings');
  await copyFile(now, keyFile);
  await within(PATIENCE_MS, 'the daemon serves', daemon.start());
  return code === WRONG_KEY ? [] : [`with the key of the beginning the command line ended with ${code}`];
}
