import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FlowRecord, SideRecord } from '../../scripts/demo/flow-record.ts';
import { drawLadder } from '../../scripts/demo/ladder.ts';
import { recordSip } from '../../scripts/demo/sip-record.ts';
import { judge } from '../../scripts/demo/verdict.ts';
import { parseSip } from '../../src/adapters/leak-kit/sip-message.ts';
import type { SipPacket } from '../../src/adapters/leak-kit/sip-socket.ts';
import { findFreeswitch } from '../support/find-program.ts';

const START = fileURLToPath(new URL('../../scripts/start', import.meta.url));
const PARTIES = { A: '13800138000', B: '13800138001' };
const X = '+8617000000001';

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

async function runStart(words: readonly string[], environment: Record<string, string>): Promise<Ended> {
  const env = { ...process.env, ...environment };
  const child = spawn(START, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  await once(child, 'close');
  return { code: child.exitCode, output };
}

describe('scripts/start --demo', () => {
  let demo: Ended;
  let leftBehind: readonly string[];

  beforeAll(async () => {
    await using temporary = await mkdtempDisposable(join(tmpdir(), 'axbridge-demo-'));
    demo = await runStart(['--demo'], { TMPDIR: temporary.path });
    leftBehind = (await readdir(temporary.path)).filter((name) => name.startsWith('axbridge'));
  });

  it('plays three flows that hold, and ends with 0', () => {
    expect(demo.output).toContain('3 of 3 flows held.');
    expect(demo.code).toBe(0);
  });

  it('draws each flow as a ladder in which either side sees X alone', () => {
    const [, direct = '', back = '', callback = ''] = demo.output.split(/^[123]\. /m);
    expect(direct).toMatch(/^Direct dial/);
    expect(direct).toMatch(/\|-- INVITE to 17\d{9} -+>\| {34}\|\n/);
    expect(direct).toMatch(/\| {34}\|-- INVITE from 8617\d{9} -+>\|\n/);
    expect(back).toMatch(/^Return call/);
    expect(back).toMatch(/\| {34}\|<- INVITE to 17\d{9} -+\|\n/);
    expect(back).toMatch(/\|<- INVITE from 8617\d{9} -+\| {34}\|\n/);
    expect(callback).toMatch(/^Callback/);
    expect(callback.match(/INVITE from 8617\d{9}/g)).toHaveLength(2);
    for (const flow of [direct, back, callback]) {
      expect(flow).toContain('A saw X, B saw X, no real number of the other side');
      expect(flow).toContain('BYE');
      expect(flow).toMatch(/call: new > .*talking > ended/);
    }
  });

  it('fits a terminal of 80 columns', () => {
    const ladders = demo.output.split('\n').filter((line) => line.includes('|'));
    expect(ladders.length).toBeGreaterThan(20);
    expect(Math.max(...ladders.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('says in its last line which switch it was', () => {
    const last = demo.output.trimEnd().split('\n').at(-1);
    const kind = findFreeswitch() === null ? 'simulated' : 'real';
    expect(last).toMatch(new RegExp(`^Played on the ${kind} FreeSWITCH`));
  });

  it('leaves nothing behind', () => {
    expect(leftBehind).toEqual([]);
  });

  it('refuses what it does not know, with its usage', async () => {
    expect((await runStart(['--dmeo'], {})).code).toBe(64);
  });
});

describe('the demo on a machine without FreeSWITCH', () => {
  it('plays on the simulated one and says so', async () => {
    const main = fileURLToPath(new URL('../../scripts/demo/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, FREESWITCH: '/nowhere/freeswitch' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    await once(child, 'close');
    expect(output).toContain('3 of 3 flows held.');
    expect(output.trimEnd().split('\n').at(-1)).toMatch(/^Played on the simulated FreeSWITCH/);
    expect(child.exitCode).toBe(0);
  });
});

function side(numbers: readonly string[], ...received: readonly string[]): SideRecord {
  return { numbers, received: received.map((text) => Buffer.from(text)) };
}

function flowRecord(a: SideRecord, b: SideRecord): FlowRecord {
  return { kind: 'sip', messages: [], sides: { A: a, B: b } };
}

describe('the verdict of the demo', () => {
  const cleanB = side(['8613800138001', '8617000000001'], 'From: <sip:8617000000001@127.0.0.1>');

  it('holds where each side got X and its own number', () => {
    const clean = flowRecord(side(['17000000001'], 'To: <sip:17000000001@127.0.0.1>'), cleanB);
    expect(judge(clean, PARTIES, X)).toMatchObject({ holds: true });
  });

  it('does not hold when a byte of the other number came, wherever it stood', () => {
    const leaking = flowRecord(side(['17000000001'], 'X-Trace: 86138-0013-8001'), cleanB);
    const { holds, lines } = judge(leaking, PARTIES, X);
    expect(holds).toBe(false);
    expect(lines.join('\n')).toContain('A REAL NUMBER LEAKED');
    expect(lines.join('\n')).toContain("B's number at A");
  });

  it('does not hold when a side saw another number than X', () => {
    const other = flowRecord(side(['17000000001'], 'ok'), side(['8617000000002'], 'ok'));
    expect(judge(other, PARTIES, X)).toMatchObject({ holds: false });
    expect(judge(other, PARTIES, X).lines[0]).toContain('B saw 8617000000002');
  });

  it('does not hold when nothing was recorded at a side', () => {
    expect(judge(flowRecord(side(['17000000001']), cleanB), PARTIES, X)).toMatchObject({ holds: false });
  });
});

function packet(direction: SipPacket['direction'], atMs: number, ...lines: readonly string[]): SipPacket {
  const bytes = Buffer.from([...lines, '', ''].join('\r\n'));
  return { direction, atMs, peer: { ip: '127.0.0.1', port: 5060 }, bytes, message: parseSip(bytes) };
}

describe('the record of a flow', () => {
  const invite = packet('sent', 0, 'INVITE sip:17000000001@s SIP/2.0', 'Call-ID: one', 'CSeq: 1 INVITE');
  const onward = packet(
    'received',
    5,
    'INVITE sip:8613800138001@p SIP/2.0',
    'From: <sip:8617000000001@s>',
    'Call-ID: two',
    'CSeq: 1 INVITE',
  );
  const stray = packet('received', 7, 'MESSAGE sip:phone@p SIP/2.0', 'Call-ID: three', 'CSeq: 1 MESSAGE');

  it('tells the legs apart by their Call-ID, and draws a repeated message once', () => {
    const { messages } = recordSip([invite, onward, onward], 0, 'A');
    expect(messages.map(({ side: at, label }) => [at, label])).toEqual([
      ['A', 'INVITE to 17000000001'],
      ['B', 'INVITE from 8617000000001'],
    ]);
  });

  it('gives each side the numbers that were written to it', () => {
    const { sides } = recordSip([invite, onward], 0, 'A');
    expect(sides.A.numbers).toEqual(['17000000001']);
    expect(sides.B.numbers).toEqual(['8613800138001', '8617000000001']);
  });

  it('has what belongs to no call searched for both sides', () => {
    const { sides } = recordSip([invite, onward, stray], 0, 'A');
    expect(sides.A.received).toContain(stray.bytes);
    expect(sides.B.received).toContain(stray.bytes);
  });
});

describe('the ladder', () => {
  it('points every arrow from who sent to who received', () => {
    const lines = drawLadder({ a: 'A', middle: 'M', b: 'B' }, [
      { side: 'A', towards: 'switch', atMs: 100, label: 'INVITE' },
      { side: 'B', towards: 'phone', atMs: 130, label: 'INVITE' },
      { side: 'B', towards: 'switch', atMs: 140, label: '200 OK' },
      { side: 'A', towards: 'phone', atMs: 150, label: '200 OK' },
    ]);
    const gap = ' '.repeat(34);
    expect(lines.slice(2, -1)).toEqual([
      `     0  |-- INVITE ${'-'.repeat(23)}>|${gap}|`,
      `    30  |${gap}|-- INVITE ${'-'.repeat(23)}>|`,
      `    40  |${gap}|<- 200 OK ${'-'.repeat(24)}|`,
      `    50  |<- 200 OK ${'-'.repeat(24)}|${gap}|`,
    ]);
  });
});
