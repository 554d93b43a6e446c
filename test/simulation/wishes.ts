import type { AmendInput, BindInput } from '../../src/app/operations.ts';
import type { PolicyInput } from '../../src/app/policy-input.ts';
import type { Known } from '../store/mode-model.ts';
import { EXTENSIONS, GROUPS } from '../store/mode-steps.ts';
import { NUMBERS, numberDigits, PEOPLE, personDigits } from './numbers.ts';
import type { Random } from './random.ts';

/** Plain bindings more often than others. */
const MODES = [
  'two-way',
  'two-way',
  'two-way',
  'reverse',
  'a-to-b',
  'b-to-a',
  'axyb',
  'ax',
  'axe',
  'axe',
  'axg',
] as const;
const PLAIN = ['two-way', 'a-to-b', 'b-to-a'] as const;
const LIVES = ['30s', '5m', '20m', '1h', '6h', '1d'] as const;

/** A binding that somebody wants. */
export interface Wish {
  readonly a: number;
  readonly b: number | null;
  readonly input: BindInput & { readonly showNumbers: true };
}

/** Two different people. */
export function twoPeople(random: Random): readonly [number, number] {
  const a = random.int(0, PEOPLE - 1);
  return [a, (a + random.int(1, PEOPLE - 1)) % PEOPLE];
}

export function wishFor(random: Random): Wish {
  const [a, other] = twoPeople(random);
  const mode = random.pick(MODES);
  const isOpen = mode === 'ax' || mode === 'axe' || mode === 'axg';
  const b = isOpen && random.chance(0.5) ? null : other;
  const x = random.chance(0.3) ? random.int(0, NUMBERS - 1) : null;
  const input = {
    mode,
    a: personDigits(a),
    ...(b === null ? {} : { b: personDigits(b) }),
    ...(x === null ? {} : { x: `+${numberDigits(x)}` }),
    ...(isOpen ? { callBack: random.pick(['none', '1m', '10m', '2h']) } : {}),
    ...(mode === 'axe' ? { extension: random.pick(EXTENSIONS), rememberCallers: random.chance(0.5) } : {}),
    ...(mode === 'axg' ? { group: random.pick(GROUPS) } : {}),
    expires: random.pick(LIVES),
    afterCall: random.pick(['none', 'none', '10s', '5m']),
    sliding: random.pick(['none', 'none', '10m']),
    ...(random.chance(0.4) ? { policy: policyFor(random) } : {}),
    showNumbers: true,
  } as const;
  return { a, b, input };
}

/** What shall be otherwise in a binding. */
export function changeFor(random: Random, { id, mode }: Known): AmendInput & { readonly showNumbers: true } {
  const what = random.pick(['a', 'b', 'mode', 'expires'] as const);
  const person = personDigits(random.int(0, PEOPLE - 1));
  const isPlain = (PLAIN as readonly string[]).includes(mode);
  return {
    id,
    ...(what === 'a' ? { a: person } : {}),
    ...(what === 'b' ? { b: person } : {}),
    ...(what === 'mode' && isPlain ? { mode: random.pick(PLAIN) } : {}),
    ...(what === 'expires' ? { expires: random.pick(LIVES) } : {}),
    showNumbers: true,
  };
}

export function peopleFor(random: Random): readonly string[] {
  return Array.from({ length: PEOPLE }, (_, n) => personDigits(n)).filter(() => random.chance(0.5));
}

function policyFor(random: Random): PolicyInput {
  return {
    ...(random.chance(0.3) ? { graceSeconds: random.pick([60, 1_800]) } : {}),
    ...(random.chance(0.3) ? { quota: { calls: random.int(0, 4) } } : {}),
    ...(random.chance(0.3) ? { releaseAfterCalls: random.int(1, 3) } : {}),
    ...(random.chance(0.3)
      ? { maxCallSeconds: random.pick([20, 90]), endingSoon: { beforeEndSeconds: 10 } }
      : {}),
    ...(random.chance(0.2) ? { callerPrompt: 'please-hold' } : {}),
    ...(random.chance(0.2) ? { calleePrompt: 'please-hold' } : {}),
    ...(random.chance(0.2) ? { survey: { of: random.pick(['both', 'caller'] as const) } } : {}),
    ...(random.chance(0.2) ? { ringTimeoutSeconds: 8 } : {}),
  };
}
