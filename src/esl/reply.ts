import type { Frame } from './codec/frame.ts';

/**
 * What the switch answered.
 *
 * `text` is the status text without its `+OK`, `-ERR` or `-USAGE`, such as `NO_ANSWER`; for an answer without such a mark
 * it is the whole answer. `body` is the unchanged body of an `api/response`. `mark` says which it was: `none` is data (a
 * dump, a `true`, a version text) and counts as done for `api`, but not for other commands, which always carry a mark.
 */
export type EslReply =
  | { readonly ok: true; readonly mark: '+OK' | 'none'; readonly text: string; readonly body?: string }
  | {
      readonly ok: false;
      readonly mark: '-ERR' | '-USAGE' | 'none';
      readonly text: string;
      readonly body?: string;
    };

/** Reads a reply from its first characters only, never from its truthiness: `false`, `0` and an empty text are answers. */
export function parseReply(frame: Frame): EslReply {
  if (frame.type === 'api/response') {
    const body = Buffer.from(frame.body.buffer, frame.body.byteOffset, frame.body.length).toString('utf8');
    return { ...parseStatus(body.trimEnd(), true), body };
  }
  return parseStatus(frame.headers.get('reply-text') ?? '', false);
}

function parseStatus(answer: string, isData: boolean): EslReply {
  if (/^\+OK(?![A-Za-z0-9_])/.test(answer)) return { ok: true, mark: '+OK', text: answer.slice(3).trim() };
  // mod_commands.c writes -ERR, -ERROR and, once, -STUN; a number such as -5 is data.
  const refusal = /^-([A-Z]+)(?![a-z0-9_]):?/.exec(answer);
  if (refusal !== null) {
    const mark = refusal[1] === 'USAGE' ? '-USAGE' : '-ERR';
    return { ok: false, mark, text: answer.slice(refusal[0].length).trim() };
  }
  return { ok: isData, mark: 'none', text: answer };
}
