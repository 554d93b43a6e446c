import { type Command, Option } from 'commander';
import type { AmendInput } from '../../app/operations.ts';
import type { PolicyInput } from '../../app/policy-input.ts';
import { DIRECTIONS } from '../../domain/binding/amendment.ts';
import { bindingFields } from '../binding-words.ts';
import { UsageError } from '../error-report.ts';
import { examples } from '../help.ts';
import { addPinOptions, type PinOptions, pinInput } from '../pin-words.ts';
import { addPolicyOptions, type PolicyOptions, policyInput } from '../policy-words.ts';
import { type Context, Session } from '../session.ts';
import { wholeNumber } from '../whole-number.ts';

type AmendOptions = Omit<AmendInput, 'id' | 'b' | 'policy'> &
  PolicyOptions &
  PinOptions & { readonly b?: string; readonly pins?: boolean };

export function addAmendCommand(program: Command, context: Context): void {
  const amend = program
    .command('amend')
    .description('change a live binding in place; calls that are up go on')
    .argument('<id>', 'id of the binding', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--a <number>', 'another party A; the former one is refused from then on')
    .option('--b <number>', 'another party B likewise; none in the modes ax, axe and axg')
    .addOption(
      new Option('--mode <mode>', 'who may call whom, in a binding that has one of them').choices(DIRECTIONS),
    )
    .option('--expires <when>', 'duration from now such as 24h, an instant, or none')
    .option('--after-call <duration>', 'release so long after a call on it has ended, or none')
    .option('--sliding <duration>', 'each call sets the expiry to so long from then, or none')
    .option('--reference <text>', 'your own mark, such as an order number');
  addPinOptions(addPolicyOptions(amend))
    .option('--no-pins', 'take PINs no more; PINs are said anew as a whole, with those that shall stay')
    .addHelpText(
      'after',
      examples(
        ['axbridge amend 7 --b +8613800138002', 'another courier on the same privacy number'],
        ['axbridge amend 7 --mode a-to-b --expires 2h', 'only A may call, for two more hours'],
        ['axbridge amend 7 --pin-a 471108 --pin-b 081547', 'PINs for parties on another phone'],
      ),
    )
    .action(async (id: number, options: AmendOptions, command) => {
      const session = new Session(context, command);
      const input = { ...inputOf(id, options), showNumbers: session.showNumbers };
      const amended = await session.withStore((operations) => operations.amend(input));
      await session.show(amended, () => bindingFields(amended, 'changed'));
    });
}

/** Commander hands over the global options too. */
function inputOf(id: number, options: AmendOptions): AmendInput {
  const { a, b, mode, expires, afterCall, sliding, reference } = options;
  const terms = { mode, expires, afterCall, sliding, reference };
  const change = { a, b: b === 'none' ? null : b, ...terms, policy: policyOf(options) };
  if (Object.values(change).every((value) => value === undefined))
    throw new UsageError('name at least one thing to change');
  return { id, ...change };
}

function policyOf(
  options: PolicyOptions & PinOptions & { readonly pins?: boolean },
): PolicyInput | undefined {
  const said = pinInput(options);
  if (said !== undefined && options.pins === false) throw new UsageError('PINs, or --no-pins');
  const strangers = options.pins === false ? null : said;
  const policy = policyInput(options);
  return strangers === undefined ? policy : { ...policy, strangers };
}
