import { application, type MessageHeader } from './message.ts';

/** Variable of the switch that `dialplan/axbridge.xml` reads: which calls it refuses, by the beginning of their random names. */
export const GATE_VARIABLE = 'axbridge_gate';
/** Set on a leg that was refused because of too many: by the dialplan, or by us while it waited. */
export const REFUSED_VARIABLE = 'axbridge_refused';
const REFUSED_WAITING = 'waiting';

/** Of so many equal parts of all calls some are refused. */
export const CLOSE_PARTS = 256;
/** After so many seconds without a word the switch opens by itself. */
const OPEN_AFTER_S = 3;

const HEX = '0123456789abcdef';

/** The API line that has the switch refuse so many parts of the calls that come; 0 opens it. */
export function gateCommand(closed: number): string {
  return `global_setvar ${GATE_VARIABLE}=${gatePattern(closed)}`;
}

/** API lines by which the switch opens when it is told nothing more: this process may die, or stand still. */
export function gateHolds(): readonly string[] {
  return [`sched_del ${GATE_VARIABLE}`, `sched_api +${OPEN_AFTER_S} ${GATE_VARIABLE} ${gateCommand(0)}`];
}

/** What undoes them. */
export function openAgain(): readonly string[] {
  return [`sched_del ${GATE_VARIABLE}`];
}

/** Has a leg that waits in park do what the dialplan would have done with it. Short: what is slow is the reading of orders. */
export function refuseWaiting(): readonly MessageHeader[] {
  return [
    ['call-command', 'xferext'],
    application('multiset', `^^;${REFUSED_VARIABLE}=${REFUSED_WAITING};process_cdr=false`),
    application('hangup', 'SWITCH_CONGESTION'),
  ];
}

/** @returns where a leg that has ended was refused because of too many calls; `null` when it was not. */
export function refusedBy(variable: string | undefined): 'dialplan' | 'daemon' | null {
  if (variable === undefined) return null;
  return variable === REFUSED_WAITING ? 'daemon' : 'dialplan';
}

/** Further alternatives of the dialplan's expression: names whose first two digits are below `closed`. Nothing at all refuses nobody. */
export function gatePattern(closed: number): string {
  const [high, low] = [Math.floor(closed / 16), closed % 16];
  const whole = high === 0 ? '' : `|[${HEX.slice(0, high)}]`;
  const part = low === 0 ? '' : `|${HEX[high]}[${HEX.slice(0, low)}]`;
  return `${whole}${part}`;
}
