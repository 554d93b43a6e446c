import { describe, expect, it } from 'vitest';
import { type DesyncReason, EslDesyncError } from '../../src/esl/codec/errors.ts';
import { FrameDecoder } from '../../src/esl/codec/frame-decoder.ts';
import { type CodecLimits, DEFAULT_LIMITS } from '../../src/esl/codec/limits.ts';
import { apiResponse, commandReply, plainly } from './wire.ts';

function faultOf(bytes: string | Uint8Array, limits?: CodecLimits): EslDesyncError {
  try {
    new FrameDecoder(limits).push(Buffer.from(bytes));
  } catch (error) {
    if (error instanceof EslDesyncError) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

/** A header block of exactly this many bytes, its blank line included. */
function blockOf(bytes: number): string {
  const frame = commandReply('');
  return commandReply('x'.repeat(bytes - frame.length));
}

describe('limits', () => {
  const { headerBlockBytes, bodyBytes } = DEFAULT_LIMITS;

  it('are 64 KiB for a header block and 8 MiB for a body', () => {
    expect(DEFAULT_LIMITS).toEqual({ headerBlockBytes: 65_536, bodyBytes: 8_388_608 });
  });

  it('take a header block of exactly the limit, and refuse one byte more', () => {
    expect(new FrameDecoder().push(Buffer.from(blockOf(headerBlockBytes)))).toHaveLength(1);
    expect(faultOf(blockOf(headerBlockBytes + 1)).reason).toBe('header-block-too-long');
  });

  it('apply to a header block that comes in pieces', () => {
    const pieces = (block: string): Buffer[] => [
      Buffer.from(block.slice(0, 40_000)),
      Buffer.from(block.slice(40_000)),
    ];
    const [head = Buffer.alloc(0), tail = Buffer.alloc(0)] = pieces(blockOf(headerBlockBytes + 1));
    const decoder = new FrameDecoder();
    decoder.push(head);
    expect(() => decoder.push(tail)).toThrow(EslDesyncError);
    const fitting = new FrameDecoder();
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = pieces(blockOf(headerBlockBytes));
    expect([...fitting.push(first), ...fitting.push(second)]).toHaveLength(1);
  });

  it('end an endless line before it is held', () => {
    const decoder = new FrameDecoder();
    const piece = Buffer.alloc(1024, 'x');
    expect(() => {
      for (let kilobytes = 0; kilobytes <= headerBlockBytes / 1024; kilobytes += 1) decoder.push(piece);
    }).toThrow('header block too long');
  });

  it('take a body of exactly the limit, and refuse one byte more by its announcement alone', () => {
    const announced = (length: number): string => `Content-Type: api/response\nContent-Length: ${length}\n\n`;
    const decoder = new FrameDecoder();
    expect(decoder.push(Buffer.from(announced(bodyBytes)))).toEqual([]);
    const [frame] = decoder.push(Buffer.alloc(bodyBytes, 'x'));
    expect(frame?.body.length).toBe(bodyBytes);
    expect(faultOf(announced(bodyBytes + 1)).reason).toBe('body-too-long');
  });

  it('can be set', () => {
    const limits: CodecLimits = { headerBlockBytes: 100, bodyBytes: 4 };
    expect(new FrameDecoder(limits).push(Buffer.from(apiResponse('four')))).toHaveLength(1);
    expect(faultOf(apiResponse('fives'), limits).reason).toBe('body-too-long');
  });
});

describe('broken framing', () => {
  it.each<[string, string, DesyncReason]>([
    [
      'a blank line where a header block should begin',
      '\nContent-Type: auth/request\n\n',
      'empty-header-block',
    ],
    ['a line that is no header', 'Content-Type: auth/request\nrubbish\n\n', 'malformed-header'],
    ['a header without a name', ': value\nContent-Type: auth/request\n\n', 'malformed-header'],
    ['no Content-Type', 'Reply-Text: +OK\n\n', 'missing-content-type'],
    ['a Content-Type that FreeSWITCH does not have', 'Content-Type: text/html\n\n', 'unknown-content-type'],
    [
      'a length that is no number',
      'Content-Type: api/response\nContent-Length: 1x\n\n',
      'malformed-content-length',
    ],
    ['a negative length', 'Content-Type: api/response\nContent-Length: -1\n\n', 'malformed-content-length'],
    ['an empty length', 'Content-Type: api/response\nContent-Length: \n\n', 'malformed-content-length'],
    [
      'a length in another notation',
      'Content-Type: api/response\nContent-Length: 1e1\n\n',
      'malformed-content-length',
    ],
    [
      'two lengths that differ',
      'Content-Type: api/response\nContent-Length: 1\nContent-Length: 2\n\n',
      'malformed-content-length',
    ],
  ])('%s is out of step', (_, bytes, reason) => {
    expect(faultOf(bytes).reason).toBe(reason);
  });

  it('gives the messages before the fault, and none after it', () => {
    const good = commandReply('+OK done');
    const fault = faultOf(`${good}rubbish\n\n${good}`);
    expect(fault.decodedBefore.map(plainly)).toEqual(new FrameDecoder().push(Buffer.from(good)).map(plainly));
  });

  it('is not forgotten: the decoder never reads on', () => {
    const decoder = new FrameDecoder();
    expect(() => decoder.push(Buffer.from('rubbish\n\n'))).toThrow(EslDesyncError);
    expect(() => decoder.push(Buffer.from(commandReply('+OK')))).toThrow('malformed header');
  });

  it('is described without repeating what was received', () => {
    const fault = faultOf('Content-Type: +8613800138001\n\n');
    expect(`${fault.message} ${JSON.stringify(fault)}`).not.toContain('138001');
  });
});
