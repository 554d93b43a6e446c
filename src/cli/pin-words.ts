import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PolicyInput, PolicyView } from '../app/policy-input.ts';

/** Options by which a binding takes PINs of callers whom it does not name. */
export interface PinOptions {
  readonly pinA?: string;
  readonly pinB?: string;
  readonly askPin?: 'withheld' | 'other-phone' | 'both';
  readonly rememberPhones?: boolean;
}

export function addPinOptions(command: Command): Command {
  return command
    .option('--pin-a <digits>', 'by this PIN a caller on another phone is party A', readPin)
    .option('--pin-b <digits>', 'by this one it is party B', readPin)
    .addOption(
      new Option('--ask-pin <callers>', 'who is asked for a PIN (default: both)').choices([
        'withheld',
        'other-phone',
        'both',
      ]),
    )
    .option('--remember-phones', 'a phone that proved itself needs no PIN again');
}

/** @returns `undefined` when there is no PIN */
export function pinInput(options: PinOptions): PolicyInput['strangers'] {
  const { pinA: a, pinB: b, askPin = 'both', rememberPhones = false } = options;
  if (a === undefined && b === undefined) return undefined;
  return {
    withheld: askPin === 'other-phone' ? 'refuse' : 'pin',
    otherPhone: askPin === 'withheld' ? 'refuse' : 'pin',
    pins: { a, b },
    remember: rememberPhones,
  };
}

/** Whose PINs are taken, of which callers. */
export function pinText(strangers: PolicyView['strangers']): string | null {
  if (strangers === undefined) return null;
  const { pins, withheld, otherPhone, remember } = strangers;
  const whose = (['a', 'b'] as const).filter((side) => pins[side]).map((side) => side.toUpperCase());
  const from = [otherPhone === 'pin' ? 'other phones' : [], withheld === 'pin' ? 'withheld numbers' : []];
  const remembered = remember === true ? ', phones are remembered' : '';
  return `of ${whose.join(' and ') || 'nobody'}, from ${from.flat().join(' and ')}${remembered}`;
}

function readPin(text: string): string {
  if (!/^[0-9]{4,8}$/.test(text)) throw new InvalidArgumentError('A PIN has 4 to 8 digits.');
  return text;
}
