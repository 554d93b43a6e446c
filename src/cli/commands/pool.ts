import type { Command } from 'commander';
import { Option } from 'commander';
import type { PoolInput, PoolView } from '../../app/operations.ts';
import { printable } from '../../domain/printable.ts';
import { areaList } from '../area-list.ts';
import { examples } from '../help.ts';
import { addPolicyOptions, type PolicyOptions, policyInput } from '../policy-words.ts';
import { POOL_COLUMNS, poolFields, type Refusals, readLowWater, readRefusal } from '../pool-words.ts';
import { type Context, Session } from '../session.ts';
import { addPoolPlan } from './pool-plan.ts';

interface AddOptions
  extends Omit<PoolInput, 'pool' | 'range' | 'refusals' | 'lowWaterPercent' | 'calls'>,
    PolicyOptions {
  readonly lowWater?: number | 'none';
  readonly refusal?: Refusals;
}

export function addPoolCommand(program: Command, context: Context): void {
  const pool = program.command('pool').description('pools of privacy numbers');
  addAdd(pool, context);
  addList(pool, context);
  addLock(pool, context, true);
  addLock(pool, context, false);
  addRemove(pool, context);
  addPoolPlan(pool, context);
}

function addAdd(pool: Command, context: Context): void {
  const add = pool
    .command('add')
    .description('add numbers to a pool, or set what it does; makes the pool when it is new')
    .argument('<pool>', 'name: small letters, digits and hyphens')
    .argument('[range]', 'FIRST-LAST, or one number')
    .option('--area-code <code>', 'area of these numbers')
    .option('--cool-down <duration>', 'a party does not get the same number again for so long (default 7d)')
    .option('--sticky', 'a pair that meets again gets its earlier number')
    .option('--no-sticky', 'a pair that meets again gets any number')
    .addOption(new Option('--language <language>', 'of the prompts').choices(['en', 'zh']))
    .option(
      '--low-water <percent>',
      'warn when the headroom is below so much of the unlocked numbers, or none (default 10)',
      readLowWater,
    )
    .option(
      '--area-fallback <codes>',
      'areas that a bind which names an area falls back on, in this order: 21,755, or none (default none)',
      areaList,
    )
    .option(
      '--refusal <reason=cause[:prompt]>',
      'what a refused caller gets for this reason; may be given several times',
      readRefusal,
    );
  addPolicyOptions(add)
    .addHelpText(
      'after',
      examples(
        ['axbridge pool add cars +8617000000000-+8617000009999 --cool-down 7d', 'ten thousand numbers'],
        ['axbridge pool add parcels 95000001-95000099 --sticky', 'service numbers'],
        ['axbridge pool add cars --refusal no-binding=UNALLOCATED_NUMBER:no-binding', 'an own refusal'],
      ),
    )
    .action(async (name: string, range: string | undefined, options: AddOptions, command) => {
      const session = new Session(context, command);
      const { lowWater, refusal, areaCode, areaFallback, coolDown, sticky, language } = options;
      const lowWaterPercent = lowWater === 'none' ? null : lowWater;
      const own = { areaCode, areaFallback, coolDown, sticky, language, calls: policyInput(options) };
      const input = { ...own, pool: name, range, lowWaterPercent, refusals: refusal };
      await showPool(session, await session.withStore((operations) => operations.addPool(input)));
    });
}

function addList(pool: Command, context: Context): void {
  pool
    .command('list')
    .description('list the pools and how full they are')
    .addHelpText(
      'after',
      examples(
        ['axbridge pool list', 'the headroom is what the busiest party can still get'],
        ['axbridge pool plan cars', 'how many numbers a pool needs'],
      ),
    )
    .action(async (_options, command) => {
      const session = new Session(context, command);
      const pools = await session.withStore((operations) => operations.pools());
      await session.showAll(pools, POOL_COLUMNS, 'No pools. Add one with `axbridge pool add`.');
    });
}

function addLock(pool: Command, context: Context, locked: boolean): void {
  const word = locked ? 'lock' : 'unlock';
  pool
    .command(word)
    .description(locked ? 'take no new bindings on numbers; old ones live on' : 'take new bindings again')
    .argument('<pool>', 'name of the pool')
    .argument('[range]', 'FIRST-LAST, or one number (default: all of the pool)')
    .addHelpText(
      'after',
      examples([`axbridge pool ${word} cars +8617000000000-+8617000000099`, 'a part of it']),
    )
    .action(async (name: string, range: string | undefined, _options, command) => {
      const session = new Session(context, command);
      const input = { pool: name, range, locked };
      await showPool(session, await session.withStore((operations) => operations.lockPool(input)));
    });
}

function addRemove(pool: Command, context: Context): void {
  pool
    .command('remove')
    .description('remove numbers that no binding holds, or the whole pool')
    .argument('<pool>', 'name of the pool')
    .argument('[range]', 'FIRST-LAST, or one number (default: the pool)')
    .addHelpText(
      'after',
      examples(['axbridge pool remove cars +8617000000000-+8617000000099', 'give numbers back']),
    )
    .action(async (name: string, range: string | undefined, _options, command) => {
      const session = new Session(context, command);
      await session.withStore((operations) => operations.removePool({ pool: name, range }));
      await session.show({ pool: name, range: range ?? null, removed: true }, () => {
        const what = range === undefined ? 'pool' : `${range} of pool`;
        return `removed ${printable(what)} ${printable(name)}\n`;
      });
    });
}

async function showPool(session: Session, pool: PoolView): Promise<void> {
  await session.show(pool, () => poolFields(pool));
}
