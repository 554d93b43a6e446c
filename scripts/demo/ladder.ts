import type { LadderMessage } from './flow-record.ts';

/** Columns between two lifelines; with the clock before them a line has 79 of a terminal's 80. */
const GAP = 34;
const CLOCK = 8;

export interface LadderHeads {
  readonly a: string;
  readonly middle: string;
  readonly b: string;
}

/**
 * A ladder diagram: telephone A, the switch, telephone B; one line a message, milliseconds since the first one before it. Plain ASCII:
 * arrows and boxes of Unicode are two columns wide on terminals set up for Chinese.
 */
export function drawLadder(heads: LadderHeads, messages: readonly LadderMessage[]): readonly string[] {
  const begin = messages[0]?.atMs ?? 0;
  return [
    headLine(heads),
    emptyLine(),
    ...messages.map((message) => messageLine(message, message.atMs - begin)),
    emptyLine(),
  ];
}

function headLine({ a, middle, b }: LadderHeads): string {
  const centre = CLOCK + GAP + 1;
  const left = centre - Math.floor(middle.length / 2);
  const upToMiddle = `${' '.repeat(CLOCK)}${a}`.padEnd(left) + middle;
  return upToMiddle.padEnd(CLOCK + 2 * GAP + 3 - b.length) + b;
}

function emptyLine(): string {
  const gap = ' '.repeat(GAP);
  return `${' '.repeat(CLOCK)}|${gap}|${gap}|`;
}

function messageLine({ side, towards, label }: LadderMessage, sinceMs: number): string {
  const clock = `${Math.round(sinceMs)}`.padStart(CLOCK - 2).padEnd(CLOCK);
  const towardsRight = (side === 'A') === (towards === 'switch');
  const drawn = arrow(label, towardsRight);
  const empty = ' '.repeat(GAP);
  return side === 'A' ? `${clock}|${drawn}|${empty}|` : `${clock}|${empty}|${drawn}|`;
}

/** `-- 180 Ringing ----->` or `<- 180 Ringing ------`, cut to fit. */
function arrow(label: string, towardsRight: boolean): string {
  const text = `- ${label.slice(0, GAP - 5)} `;
  return towardsRight ? `-${text}`.padEnd(GAP - 1, '-').concat('>') : `<${text}`.padEnd(GAP, '-');
}
