import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EslCommand } from '../../src/esl/codec/command.ts';
import {
  api,
  auth,
  bgapi,
  filter,
  noop,
  sendMessage,
  subscribe,
} from '../../src/esl/codec/command-encoder.ts';
import { EslEncodingError } from '../../src/esl/codec/errors.ts';
import { COMMAND_BYTES } from '../../src/esl/codec/limits.ts';

const JOB = '11111111-1111-4111-8111-111111111111';
const LEG = '22222222-2222-4222-8222-222222222222';

function textOf(command: EslCommand): string {
  return Buffer.from(command.bytes).toString('utf8');
}

describe('a command', () => {
  it.each<[string, EslCommand]>([
    ['auth pass word\n\n', auth('pass word')],
    ['api uuid_exists u\n\n', api('uuid_exists u')],
    [`bgapi originate x y\nJob-UUID: ${JOB}\n\n`, bgapi('originate x y', JOB)],
    ['event plain CHANNEL_PARK HEARTBEAT\n\n', subscribe(['CHANNEL_PARK', 'HEARTBEAT'])],
    [
      'event plain HEARTBEAT CUSTOM sofia::gateway_state my::one\n\n',
      subscribe(['CUSTOM sofia::gateway_state', 'HEARTBEAT', 'CUSTOM my::one']),
    ],
    ['filter Event-Name a b\n\n', filter('Event-Name', 'a b')],
    [
      `sendmsg ${LEG}\ncall-command: xferext\napplication: set a=b\napplication: park\napplication: \n\n`,
      sendMessage(LEG, [
        ['call-command', 'xferext'],
        ['application', 'set a=b'],
        ['application', 'park'],
        ['application', ''],
      ]),
    ],
    ['noop\n\n', noop()],
  ])('is written as %j', (text, command) => {
    expect(textOf(command)).toBe(text);
  });

  it('counts its length in bytes', () => {
    const fitting = 'é'.repeat((COMMAND_BYTES - 'api a\n\n'.length) / 2 - 1);
    expect(() => api(`a${fitting}`)).not.toThrow();
    expect(() => api(`a${fitting}éé`)).toThrow('cannot encode command: it is too long');
  });

  it('gives nothing away when it is printed', () => {
    const command = auth('very-secret');
    for (const printed of [
      String(command),
      JSON.stringify({ command }),
      inspect({ command }, { depth: 9 }),
    ]) {
      expect(printed).toContain('EslCommand(auth)');
      expect(printed).not.toContain('secret');
    }
  });
});

/** Every field that takes text from outside, by the builder that takes it. */
const FIELDS: readonly (readonly [name: string, build: (value: string) => EslCommand])[] = [
  ['password', (value) => auth(value)],
  ['api line', (value) => api(value)],
  ['bgapi line', (value) => bgapi(value, JOB)],
  ['job uuid', (value) => bgapi('status', value)],
  ['event name', (value) => subscribe([value])],
  ['event subclass', (value) => subscribe([`CUSTOM ${value}`])],
  ['filter header', (value) => filter(value, 'x')],
  ['filter value', (value) => filter('Event-Name', value)],
  ['channel uuid', (value) => sendMessage(value, [['call-command', 'hangup']])],
  ['header name', (value) => sendMessage(LEG, [[value, 'x']])],
  ['header value', (value) => sendMessage(LEG, [['application', value]])],
];

describe.each(FIELDS)('the field %s', (_, build) => {
  const attacks = [
    'Eve\n\napi fsctl shutdown',
    'Eve\r\n\r\napi fsctl shutdown',
    'Eve\rX',
    'Eve\nContent-Length: 2147483647',
    'Eve\0',
    '\n',
    'Eve\n',
  ];

  it.each(attacks)('refuses %j', (attack) => {
    expect(() => build(attack)).toThrow(EslEncodingError);
  });

  it('is refused without being repeated', () => {
    const secret = '+8613800138001';
    try {
      build(`${secret}\n`);
      expect.unreachable('the field was accepted');
    } catch (error) {
      expect(
        `${String(error)} ${JSON.stringify(error)} ${inspect(error, { showHidden: true })}`,
      ).not.toContain('13800138001');
    }
  });

  it('never makes more than one command, whatever it holds', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('\n', '\r', '\0', ' ', 'a', ':', '-', 'é'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(hostile, (value) => {
        let text: string;
        try {
          text = textOf(build(value));
        } catch (error) {
          expect(error).toBeInstanceOf(EslEncodingError);
          return;
        }
        expect(text.indexOf('\n\n')).toBe(text.length - 2);
        expect(text).not.toMatch(/[\r\0]/);
        const lines = textOf(build('a')).split('\n').length;
        expect(text.split('\n')).toHaveLength(lines);
      }),
    );
  });
});

describe('a builder refuses', () => {
  it.each<[string, string, () => EslCommand]>([
    ['an empty password', 'password: it is empty', () => auth('')],
    ['an empty line', 'command line: it is empty', () => api('')],
    ['a line that begins with a space', 'command line: it is not a valid token', () => api(' status')],
    ['a job id that the switch would cut', 'job uuid: it is too long', () => bgapi('status', `${JOB}0`)],
    ['no events', 'events: it is empty', () => subscribe([])],
    ['custom events without a subclass', 'event subclass: it is empty', () => subscribe(['CUSTOM'])],
    ['two events in one', 'event name: it is not a valid token', () => subscribe(['A B'])],
    ['a message without headers', 'headers: it is empty', () => sendMessage(LEG, [])],
    [
      'a channel with a space',
      'channel uuid: it is not a valid token',
      () => sendMessage('a b', [['x', 'y']]),
    ],
    [
      'a header that announces a body',
      'header name: it is reserved',
      () => sendMessage(LEG, [['Content-Length', '9']]),
    ],
    [
      'a header name with a colon',
      'header name: it is not a valid token',
      () => sendMessage(LEG, [['a: b', 'y']]),
    ],
  ])('%s', (_, message, build) => {
    expect(build).toThrow(message);
  });
});
