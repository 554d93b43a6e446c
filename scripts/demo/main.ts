/**
 * Plays direct dial, return call and callback with the real daemon program, in a directory of its own, and prints each as a ladder
 * diagram. Run by `scripts/start --demo`; alone: `node scripts/demo/main.ts [PROGRAM]`. Exit code 0 only when all three held.
 */
import { DaemonUnderTest } from '../../test/support/daemon.ts';
import { type PlayedFlow, playCallback, playDialledFlows, type Scene } from './flows.ts';
import { drawLadder } from './ladder.ts';
import { openStage } from './stage.ts';
import { judge } from './verdict.ts';

const A = '13800138000';
const B = '13800138001';
const OTHER_B = '13800138002';
const POOL = '+8617000000001-+8617000000099';

function show(flow: PlayedFlow, position: number): boolean {
  const { holds, lines } = judge(flow.record, flow.parties, flow.x);
  const middle = flow.record.kind === 'sip' ? 'axbridge + FreeSWITCH' : 'axbridge + simulated switch';
  const heads = { a: `A ${flow.parties.A}`, middle, b: `B ${flow.parties.B}` };
  console.log(`${position}. ${flow.title}`);
  if (flow.command !== null) console.log(`   $ ${flow.command}`);
  console.log(`\n${drawLadder(heads, flow.record.messages).join('\n')}\n`);
  console.log(`   call: ${flow.states.join(' > ')}`);
  console.log(`${lines.map((line) => `   ${line}`).join('\n')}\n`);
  return holds;
}

async function play(program: string | undefined, cleanUp: AsyncDisposableStack): Promise<boolean> {
  const stage = cleanUp.use(await openStage());
  const { eventSocket } = stage.world;
  const entry = program === undefined ? {} : { program };
  const daemon = cleanUp.use(await DaemonUnderTest.create({ eventSocket, ...entry }));
  await daemon.start();
  await daemon.ask('pool', 'add', 'main', POOL);
  const scene = { stage, daemon };
  const flows = await playAll(scene).catch((error: unknown) => {
    throw new Error(`a flow stopped in its middle; the daemon said last:\n${lastLines(daemon.output)}`, {
      cause: error,
    });
  });
  const held = flows.map((flow, index) => show(flow, index + 1)).filter(Boolean).length;
  console.log(`${held} of ${flows.length} flows held.\nPlayed on ${stage.inWords}`);
  return held === flows.length;
}

async function playAll(scene: Scene): Promise<readonly PlayedFlow[]> {
  const dialled = await playDialledFlows(scene, { A, B });
  return [...dialled, await playCallback(scene, { A, B: OTHER_B })];
}

function lastLines(text: string): string {
  return text.split('\n').slice(-12).join('\n');
}

/** Resolves with the exit code when the demo is told to stop. */
function interrupted(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(130));
  });
}

async function main(): Promise<number> {
  await using cleanUp = new AsyncDisposableStack();
  const played = play(process.argv[2], cleanUp).then((held) => (held ? 0 : 1));
  return await Promise.race([played, interrupted()]);
}

// A switch that is still starting when the demo is interrupted would keep the process alive: `exit` ends it.
process.exit(await main());
