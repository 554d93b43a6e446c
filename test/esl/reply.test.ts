import { describe, expect, it } from 'vitest';
import { FrameDecoder } from '../../src/esl/codec/frame-decoder.ts';
import { type EslReply, parseReply } from '../../src/esl/reply.ts';
import { recordedTrace } from './recorded-traces.ts';
import { apiResponse, commandReply } from './wire.ts';

function replyTo(bytes: string | Uint8Array): EslReply {
  const [frame] = new FrameDecoder().push(Buffer.from(bytes));
  if (frame === undefined) throw new Error('no frame');
  return parseReply(frame);
}

describe('a command reply', () => {
  it.each<[string, EslReply]>([
    ['+OK', { ok: true, mark: '+OK', text: '' }],
    ['+OK accepted', { ok: true, mark: '+OK', text: 'accepted' }],
    ['-ERR invalid session id [x]', { ok: false, mark: '-ERR', text: 'invalid session id [x]' }],
    ['-USAGE: <uuid>', { ok: false, mark: '-USAGE', text: '<uuid>' }],
    ['+OKAY', { ok: false, mark: 'none', text: '+OKAY' }],
    ['', { ok: false, mark: 'none', text: '' }],
    ['true', { ok: false, mark: 'none', text: 'true' }],
  ])('%j is read as %j', (text, reply) => {
    expect(replyTo(commandReply(text))).toEqual(reply);
  });
});

describe('an api response', () => {
  it.each<[string, EslReply]>([
    ['+OK\n', { ok: true, mark: '+OK', text: '', body: '+OK\n' }],
    ['+OK u-1\n', { ok: true, mark: '+OK', text: 'u-1', body: '+OK u-1\n' }],
    ['-ERR NO_ANSWER\n', { ok: false, mark: '-ERR', text: 'NO_ANSWER', body: '-ERR NO_ANSWER\n' }],
    ['-ERROR: bad\n', { ok: false, mark: '-ERR', text: 'bad', body: '-ERROR: bad\n' }],
    ['-ERR', { ok: false, mark: '-ERR', text: '', body: '-ERR' }],
    ['-USAGE: <uuid>\n', { ok: false, mark: '-USAGE', text: '<uuid>', body: '-USAGE: <uuid>\n' }],
    ['false', { ok: true, mark: 'none', text: 'false', body: 'false' }],
    ['0', { ok: true, mark: 'none', text: '0', body: '0' }],
    ['-5', { ok: true, mark: 'none', text: '-5', body: '-5' }],
    ['a\n-ERR b\n', { ok: true, mark: 'none', text: 'a\n-ERR b', body: 'a\n-ERR b\n' }],
  ])('%j is read as %j', (body, reply) => {
    expect(replyTo(apiResponse(body))).toEqual(reply);
  });

  it('without bytes is an answer too', () => {
    expect(replyTo('Content-Type: api/response\nContent-Length: 0\n\n')).toEqual({
      ok: true,
      mark: 'none',
      text: '',
      body: '',
    });
  });
});

it('every reply of a recorded session is read as what it says', () => {
  const replies = new FrameDecoder()
    .push(recordedTrace('replies').bytes)
    .filter((frame) => frame.type === 'command/reply' || frame.type === 'api/response')
    .map(parseReply)
    .map(({ ok, mark, text }) => [ok, mark, text.split('\n')[0]]);
  expect(replies).toEqual([
    [true, '+OK', 'accepted'],
    [false, '-ERR', 'no keywords supplied'],
    [true, '+OK', 'event listener enabled plain'],
    [true, 'none', expect.stringContaining('UP 0 years')],
    [false, '-ERR', 'nosuch Command not found!'],
    [false, '-USAGE', '<uuid> <var> [value]'],
    [true, 'none', 'false'],
    [true, '+OK', 'Job-UUID: bbbbbbbb-0000-4000-8000-000000000001'],
    [false, '-ERR', 'invalid session id [aaaaaaaa-0000-4000-8000-000000000001]'],
    [true, '+OK', 'filter added. [Unique-ID]=[none]'],
    [false, '-ERR', 'command not found'],
    [true, '+OK', 'bye'],
  ]);
});
