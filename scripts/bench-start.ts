/*
 * How long until a daemon that has just been started routes a call: a caller waits in park, the daemon is started, and the callee's
 * telephone gets its INVITE.
 * usage: node scripts/bench-start.ts [--bindings 1000000 | --database DIRECTORY] [--rounds 5] [--json]
 * Needs a real FreeSWITCH. Measures from the start of the process, Node's own start included. With `--database` on one that
 * `bench-fill.ts` made. A caller waits at most 4 seconds (`park_timeout` of the dialplan): a start that takes longer is an error.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { SqliteBindingStore } from '../src/adapters/sqlite/sqlite-binding-store.ts';
import type { BindingId } from '../src/domain/binding/binding.ts';
import { digitsOf } from '../src/domain/number/privacy-number.ts';
import { DaemonUnderTest } from '../test/support/daemon.ts';
import { RealWorld } from '../test/support/real-world.ts';
import { type BenchDatabase, benchDatabase, boundUpTo } from './bench/bench-database.ts';
import { builtDaemon } from './bench/built-daemon.ts';

const { values } = parseArgs({
  options: {
    bindings: { type: 'string', default: '1000000' },
    database: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

/** A call, and whom it reaches: digits. */
interface Example {
  readonly caller: string;
  readonly dialled: string;
  readonly callee: string;
}

const world = await RealWorld.start();
const given = values.database === undefined ? null : benchDatabase(values.database);
const daemon = await DaemonUnderTest.create({
  eventSocket: world.eventSocket,
  program: builtDaemon(),
  settings: {
    log: { level: 'info' },
    ...(given === null ? {} : { store: { file: given.path, keyFile: given.keyFile } }),
  },
});
try {
  const bindings = given === null ? Number(values.bindings) : await countIn(given);
  if (given === null) await fill(bindings);
  const delaysMs: number[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1)
    delaysMs.push(await startWithCallerWaiting(await exampleOf(round)));
  report(delaysMs, bindings);
} finally {
  await daemon[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
}

async function fill(bindings: number): Promise<void> {
  await daemon.ask('pool', 'add', 'main', '+8617000000000-+8617000099999', '--cool-down', 'none');
  const file = join(daemon.directory, 'bindings.csv');
  const out = createWriteStream(file);
  out.write('a,b,x\n');
  for (let row = 0; row < bindings; row += 1) {
    const digits = String(row).padStart(8, '0');
    if (!out.write(`138${digits},139${digits},+86170000${digits.slice(-5)}\n`)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  const { code, stderr } = await daemon.cli('import', file);
  if (code !== 0) throw new Error(stderr);
}

async function countIn(database: BenchDatabase): Promise<number> {
  await using store = await opened(database);
  return boundUpTo(store.of);
}

async function exampleOf(round: number): Promise<Example> {
  const digits = String(round).padStart(8, '0');
  if (given === null)
    return { caller: `138${digits}`, dialled: `170000${digits.slice(-5)}`, callee: `86139${digits}` };
  await using store = await opened(given);
  const binding = store.of.binding((1 + round) as BindingId);
  if (binding === null || binding.b === null) throw new Error('no such binding');
  return {
    caller: binding.b.reveal().slice(2),
    dialled: digitsOf(binding.x).slice(2),
    callee: binding.a.reveal(),
  };
}

async function opened(
  database: BenchDatabase,
): Promise<AsyncDisposable & { readonly of: SqliteBindingStore }> {
  const store = await SqliteBindingStore.open(database);
  return { of: store, [Symbol.asyncDispose]: () => store.close() };
}

async function startWithCallerWaiting({ caller: digits, dialled, callee: wanted }: Example): Promise<number> {
  const caller = await world.callIn('east', digits, dialled);
  await parked();
  const startedAt = performance.now();
  daemon.launch();
  const gaveUp = caller.ended.then((): never => {
    throw new Error(
      `the switch gave the caller up (park_timeout). The daemon said:\n${daemon.output.slice(-4_000)}`,
    );
  });
  const callee = await Promise.race([world.nextCall('east'), gaveUp]);
  const delayMs = performance.now() - startedAt;
  if (callee.called !== wanted) throw new Error('the call went to somebody else');
  callee.reject(486);
  await gaveUp.catch(() => undefined);
  await daemon.kill('SIGTERM');
  return delayMs;
}

async function parked(): Promise<void> {
  while (!(await world.freeswitch.apiCommand('show channels')).includes(',park,'))
    await new Promise((resolve) => setTimeout(resolve, 10));
}

function report(delaysMs: readonly number[], bindings: number): void {
  const sorted = [...delaysMs].sort((one, other) => one - other);
  const figures = {
    delaysMs: delaysMs.map(Math.round),
    bindings,
    minMs: Math.round(sorted[0] ?? 0),
    medianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    maxMs: Math.round(sorted.at(-1) ?? 0),
  };
  console.log(
    values.json
      ? JSON.stringify(figures)
      : `start to the callee's INVITE with ${figures.bindings.toLocaleString('en')} bindings: ` +
          `median ${figures.medianMs} ms (${figures.minMs} to ${figures.maxMs})`,
  );
}
