import type { Command } from 'commander';
import type { BindInput } from '../../app/operations.ts';
import type { PolicyInput } from '../../app/policy-input.ts';
import { isOpenMode } from '../../domain/binding/binding-mode.ts';
import { areaList } from '../area-list.ts';
import { bindingFields, modeOption } from '../binding-words.ts';
import { examples } from '../help.ts';
import { addPinOptions, type PinOptions, pinInput } from '../pin-words.ts';
import { addPolicyOptions, type PolicyOptions, policyInput } from '../policy-words.ts';
import { type Context, Session } from '../session.ts';

type BindOptions = Omit<BindInput, 'a' | 'b' | 'policy'> & PolicyOptions & PinOptions;

export function addBindCommand(program: Command, context: Context): void {
  const bind = program
    .command('bind')
    .description('bind two parties to a privacy number')
    .argument('<a>', 'number of a party, such as +8613800138000')
    .argument('[b]', 'number of the other party; not needed in the modes ax, axe and axg')
    .option('--x <number>', 'the privacy number to use (default: the pool chooses)')
    .option('--y <number>', 'mode axyb: the number that B sees')
    .option('--extension <digits>', 'mode axe: the extension (default: one is chosen)')
    .option('--group <name>', 'mode axg: the group whose members reach A')
    .option('--call-back <duration>', 'modes ax, axe, axg: how long A can call back who called last')
    .option('--remember-callers', 'mode axe: who keyed in the extension once need not do so again')
    .option('--pool <pool>', 'the pool to take it from (needed when there are several)')
    .option('--area-code <code>', 'only a number of this area')
    .option(
      '--area-fallback <codes>',
      'or else of these, in this order: 21,755, or none (default: as the pool says)',
      areaList,
    )
    .addOption(modeOption())
    .option('--expires <when>', 'duration such as 24h, an instant, or none (default: as configured)')
    .option('--after-call <duration>', 'release so long after a call on it has ended')
    .option('--sliding <duration>', 'each call sets the expiry to so long from then')
    .option('--reference <text>', 'your own mark, such as an order number');
  addPinOptions(addPolicyOptions(bind))
    .addHelpText(
      'after',
      examples(
        ['axbridge bind +8613800138000 +8613800138001', 'for 24 hours, on a number of the only pool'],
        [
          'axbridge bind 13800138000 13800138001 --pool cars --expires 2h --after-call 10m',
          'for a ride: two hours, or ten minutes after the call',
        ],
        [
          'axbridge bind 13800138000 13800138001 --max-call 30m --quiet 22:00-07:00@Asia/Shanghai',
          'a policy',
        ],
        ['axbridge bind +8613800138000 --mode ax', 'anyone who calls the number reaches this party'],
        ['axbridge bind +8613800138000 --mode axe', 'the same, with an extension on a shared number'],
      ),
    )
    .action(async (a: string, b: string | undefined, options: BindOptions, command) => {
      if (b === undefined && !isOpenMode(options.mode ?? 'two-way'))
        command.error("error: missing required argument 'b'", { code: 'commander.missingArgument' });
      const session = new Session(context, command);
      const input = { ...bindOptions(options), a, b, showNumbers: session.showNumbers };
      const bound = await session.withStore((operations) => operations.bind(input));
      await session.show(bound, () =>
        bindingFields(bound, bound.existing ? 'was there, terms renewed' : 'new'),
      );
    });
}

function policyOf(options: PolicyOptions & PinOptions): PolicyInput | undefined {
  const [policy, strangers] = [policyInput(options), pinInput(options)];
  return strangers === undefined ? policy : { ...policy, strangers };
}

/** Commander hands over the global options too. */
function bindOptions(options: BindOptions): Omit<BindInput, 'a' | 'b'> {
  const { x, y, extension, group, callBack, rememberCallers, ...rest } = options;
  const { pool, areaCode, areaFallback, mode, expires, afterCall, sliding, reference } = rest;
  const ofMode = { x, y, extension, group, callBack, rememberCallers };
  return {
    ...ofMode,
    pool,
    areaCode,
    areaFallback,
    mode,
    expires,
    afterCall,
    sliding,
    reference,
    policy: policyOf(options),
  };
}
