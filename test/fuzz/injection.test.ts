import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectMessage, refuseMessage } from '../../src/adapters/freeswitch/orders.ts';
import { askMessage } from '../../src/adapters/freeswitch/question-order.ts';
import {
  safeCommand,
  safeName,
  safeNumber,
  safePath,
  safeVariable,
  UnsafeValueError,
} from '../../src/adapters/freeswitch/safe-value.ts';
import { FreeswitchConfError } from '../../src/adapters/freeswitch-conf/conf-input.ts';
import { xmlAttribute } from '../../src/adapters/freeswitch-conf/xml-text.ts';
import { PrometheusMeter } from '../../src/adapters/metrics/prometheus-meter.ts';
import { sealedPath } from '../../src/adapters/recordings/vault-place.ts';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import { lineForPeople } from '../../src/adapters/system/log.ts';
import { csvLine } from '../../src/cli/csv-text.ts';
import { tenantId } from '../../src/domain/access/tenant.ts';
import { callId, legId } from '../../src/domain/call/leg.ts';
import { chinaPlan } from '../../src/domain/number/china-plan.ts';
import { privacyNumber } from '../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { EslCommand } from '../../src/esl/codec/command.ts';
import { api, auth, bgapi, filter, sendMessage, subscribe } from '../../src/esl/codec/command-encoder.ts';
import { EslEncodingError } from '../../src/esl/codec/errors.ts';
import { repositoryFiles } from '../architecture/repository.ts';
import { type CommandLine, commandLine } from '../cli/support/command-line.ts';
import { bound, party, range, START, wish } from '../contract/binding-store.fixtures.ts';
import { HOSTILE_VALUES, STEERING, WELL_FORMED_VALUES } from './hostile-values.ts';
import { bookOf, orderTo } from './order-to.ts';

const VALUES = Object.entries(HOSTILE_VALUES);
const LEG = '00000000-0000-4000-8000-00000000000a';
const BOOK = bookOf(chinaPlan());
const NOWHERE = { sounds: '/sounds', recordings: '/spool' };
/** What splits, ends, quotes or expands a value anywhere between the event socket and an application. */
const SYNTAX = /[{}[\]|,'"\\$^&;<>()`\0\r\n]/;

/** As the types promise and somebody may break the promise one day. */
function as<Type>(value: string): Type {
  return value as unknown as Type;
}

/** Either it throws this, or what comes out is harmless. */
function refusedOr(
  refusal: new (...words: never[]) => Error,
  make: () => string,
  expectHarmless: (text: string) => void,
): void {
  let text: string;
  try {
    text = make();
  } catch (error) {
    expect(error).toBeInstanceOf(refusal);
    return;
  }
  expectHarmless(text);
}

const CHECKS = [
  ['a number', safeNumber],
  ['a name', safeName],
  ['a path', safePath],
  ['a variable', safeVariable],
  ['a line of the API', safeCommand],
] as const;

type Message = ReturnType<typeof connectMessage>;

function connecting(
  changes: Parameters<typeof orderTo>[1],
  directories: Partial<typeof NOWHERE> = {},
): Message {
  return connectMessage(BOOK, orderTo(undefined, changes), { ...NOWHERE, ...directories });
}

/** Every place of an order that holds a text. */
const ORDERS: readonly (readonly [place: string, make: (value: string) => Message])[] = [
  ['X', (value) => connecting({ mark: { ...orderTo().mark, x: as(value) } })],
  ['what is shown', (value) => connecting({ shown: as(value) })],
  ['the call', (value) => connecting({ mark: { ...orderTo().mark, call: as(value) } })],
  ['a leg', (value) => connecting({ attempts: [{ gateway: 'east', leg: as(value) }] })],
  ['the leg that waits', (value) => connecting({ leg: as(value) })],
  ['a prompt', (value) => connecting({ callerPrompts: [as(value)] })],
  ['a prompt to the callee', (value) => connecting({ calleePrompts: [as(value)] })],
  ['a language', (value) => connecting({ callerPrompts: ['please-hold'], language: as(value) })],
  ['the directory of sounds', (value) => connecting({ callerPrompts: ['please-hold'] }, { sounds: value })],
  [
    'the directory of recordings',
    (value) => connecting({ recording: { mode: 'mixed', left: 'called' } }, { recordings: value }),
  ],
  [
    'a cause',
    (cause) =>
      refuseMessage(
        { leg: as(LEG), prompt: null, cause: as(cause), language: 'en', outcome: 'no-binding' },
        '/sounds',
      ),
  ],
  [
    'a prompt of a question',
    (prompt) =>
      askMessage(
        {
          leg: as(LEG),
          question: { purpose: 'pin', attempt: 1, minDigits: 1, maxDigits: 4, prompt: as(prompt) },
          language: 'en',
          firstDigitTimeoutMs: 1000,
          interDigitTimeoutMs: 1000,
        },
        '/sounds',
      ),
  ],
];

const COMMANDS: readonly (readonly [place: string, make: (value: string) => EslCommand])[] = [
  ['a password', auth],
  ['a line of the API', api],
  ['a line of a job', (value) => bgapi(value, LEG)],
  ['the name of a job', (value) => bgapi('status', value)],
  ['an event', (value) => subscribe([value])],
  ['a value of a filter', (value) => filter('Event-Name', value)],
  ['a channel', (value) => sendMessage(value, [['call-command', 'hangup']])],
  ['the name of a header', (value) => sendMessage(LEG, [[value, 'x']])],
  ['the value of a header', (value) => sendMessage(LEG, [['application', value]])],
];

describe.each(VALUES)('%s', (_, value) => {
  it('is no syntax of the switch, wherever it is put', () => {
    for (const [place, safe] of CHECKS)
      refusedOr(
        UnsafeValueError,
        () => safe(value),
        (text) => {
          expect(text, place).toBe(value);
          expect(text, place).not.toMatch(SYNTAX);
          expect(text, place).not.toContain('..');
        },
      );
  });

  it('never reaches an order to the switch', () => {
    // What is no syntax of anything may be a name.
    const isHarmless = !SYNTAX.test(value) && !value.includes('..');
    for (const [place, make] of ORDERS)
      refusedOr(
        UnsafeValueError,
        () => JSON.stringify(make(value)),
        (text) => {
          if (!isHarmless) expect(text, place).not.toContain(JSON.stringify(value).slice(1, -1));
        },
      );
  });

  it('adds no line to a command of the event socket', () => {
    for (const [place, make] of COMMANDS)
      refusedOr(
        EslEncodingError,
        () => Buffer.from(make(value).bytes).toString('utf8'),
        (text) => {
          expect(text.slice(0, -2), place).not.toMatch(/[\r\0]|\n\n/);
          expect(text.split('\n').length, place).toBeLessThanOrEqual(4);
        },
      );
  });

  it('is one line of a log for people, and steers no terminal', () => {
    for (const fields of [
      { msg: value },
      { msg: 'call', caller: value },
      { msg: 'call', [value]: { deep: value } },
    ]) {
      const line = lineForPeople(JSON.stringify({ level: 30, time: '2026-01-31T08:00:00.000Z', ...fields }));
      expect(line.slice(0, -1)).not.toMatch(/\n/);
      expect(line).not.toMatch(STEERING);
    }
  });

  it('is no name that a path is made of', () => {
    for (const name of [tenantId(value), callId(value), legId(value), privacyNumber(value)])
      expect(name).toBeUndefined();
    expect(RealNumber.parse(value)).toBeUndefined();
    const path = sealedPath('/vault', { id: LEG, at: Date.UTC(2026, 0, 31) * 1000, format: 'wav' });
    expect(resolve(path)).toBe(path);
    expect(path.startsWith(`/vault${sep}`)).toBe(true);
  });

  it('stays inside an attribute of XML', () => {
    refusedOr(
      FreeswitchConfError,
      () => xmlAttribute(value, 'here'),
      (text) => {
        expect(text).not.toMatch(/[<>"'\p{Cc}]/u);
        expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos);)/);
      },
    );
  });

  it('stays inside a cell of CSV', () => {
    const rows: string[][] = parse(csvLine(['before', value, 'after']));
    expect(rows).toEqual([['before', value.toWellFormed(), 'after']]);
  });

  it('stays inside a label of a metric', () => {
    const meter = new PrometheusMeter();
    meter.counter({ name: 'one_total', help: 'One.', labels: ['word'] }).add({ word: value });
    const samples = meter
      .text()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(samples).toHaveLength(1);
    expect(samples[0]).toMatch(/^one_total\{word="(?:[^"\\\n]|\\["\\n])*"\} 1$/);
  });
});

describe('a hostile text in the database', () => {
  const directory = mkdtempSync(join(tmpdir(), 'axbridge-injection-'));
  const path = join(directory, 'axbridge.db');
  let store: SqliteBindingStore;

  beforeAll(async () => {
    store = await SqliteBindingStore.open({ path, key: MasterKey.random() });
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  it.each(WELL_FORMED_VALUES)('is a text: %s', async (name, value) => {
    const n = WELL_FORMED_VALUES.findIndex(([each]) => each === name);
    const before = tables(path);
    expect(
      await store.addNumbers({ pool: value, range: range(n), areaCode: null, policy: {} }),
    ).toMatchObject({ ok: true });
    const given = wish({ a: party(2 * n), b: party(2 * n + 1), pool: value, reference: value });
    const { id } = bound(await store.bind(given));
    expect(store.binding(id)).toMatchObject({ pool: value, reference: value });
    expect(store.bindings({ at: START, limit: 100, pool: value }).map((each) => each.id)).toEqual([id]);
    await store.putGroup(value, [party(1)]);
    expect(store.groupMembers(value)?.length).toBe(1);
    expect(store.groups(value).map((group) => group.name)).toEqual([value]);
    expect(tables(path)).toEqual(before);
  });
});

describe('a hostile text on the command line', () => {
  let line: CommandLine;

  beforeAll(async () => {
    line = commandLine();
    await line.run(['pool', 'add', 'cars', '+8617000000001-+8617000000099']);
    await line.run(['bind', '13800138000', '13800138001', '--reference', '\u202emoc \u2066 \u200f ok']);
  });

  it.each(VALUES)('steers no terminal, and is no fault of ours: %s', async (_, value) => {
    const commands = [
      ['bind', '13800138002', '13800138003', '--reference', value],
      ['bind', value, '13800138003'],
      ['bindings', '--pool', value],
      ['pool', 'add', value, '+8617000000101'],
      ['pool', 'add', 'cars', value],
      ['group', 'show', value],
      ['unbind', value],
      ['route', value, '+8617000000001'],
      ['api-key', 'create', value],
      ['import', value],
      [value],
      [`--${value}`],
    ];
    for (const words of commands)
      for (const more of [[], ['--json']]) {
        const { code, stdout, stderr } = await line.run([...words, ...more], { isTTY: true });
        expect(stdout + stderr, words.join(' ')).not.toMatch(STEERING);
        expect([code, stderr], words.join(' ')).not.toEqual([70, stderr]);
      }
  });

  it.each([['bindings'], ['bindings', '--json'], ['export'], ['export', '--json'], ['pool', 'list']])(
    'steers no terminal when it is listed: %s',
    async (...words) => {
      const { code, stdout } = await line.run(words, { isTTY: true });
      expect([code, stdout.length > 10]).toEqual([0, true]);
      expect(stdout).not.toMatch(STEERING);
    },
  );
});

describe('the sources', () => {
  const files = repositoryFiles('src/*.ts');

  it('give no text to a shell', () => {
    const shell = /\bexec(?:Sync)?\(\s*['"`]|\bshell:\s*true|\beval\(|new Function\(/;
    const users = files.filter(({ text }) => text.includes('node:child_process'));
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ text }) => shell.test(text)).map(({ path }) => path)).toEqual([]);
    expect(files.filter(({ text }) => /\beval\(|new Function\(/.test(text)).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('put nothing into SQL but names and numbers of their own', () => {
    const OWN =
      /^(?:[A-Z][A-Z_]*(?:\.length)?|bindings|from\((?:plain|sealed)\)|latest|plain|sealed|select|table|timeout|versions|Math\.ceil\(maxBytes \/ PAGE_BYTES\))$/;
    const statements = files
      .filter(({ path }) => path.startsWith('src/adapters/'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/\.(?:prepare|exec|pragma)\(\s*`([^`]*)`/g)].map(([, sql = '']) => ({ path, sql })),
      );
    const put = statements.flatMap(({ path, sql }) =>
      [...sql.matchAll(/\$\{([^}]*)\}/g)].map(([, what = '']) => `${path}: ${what}`),
    );
    expect(put.length).toBeGreaterThan(20);
    expect(put.filter((each) => !OWN.test(each.slice(each.indexOf(': ') + 2)))).toEqual([]);
  });
});

function tables(path: string): readonly unknown[] {
  const db = new SqliteDatabase(path, { readonly: true });
  try {
    return db
      .prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'index') ORDER BY name")
      .pluck()
      .all();
  } finally {
    db.close();
  }
}
