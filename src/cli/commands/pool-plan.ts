import type { Command } from 'commander';
import { readAreaCode } from '../../app/area-reading.ts';
import { type PlanView, planView } from '../../app/plan-view.ts';
import { DEFAULT_COOL_DOWN_MS } from '../../domain/pool/pool.ts';
import { UsageError } from '../error-report.ts';
import { examples } from '../help.ts';
import { ProgressBar } from '../import/progress.ts';
import { openSource } from '../import/source.ts';
import { planFile } from '../plan/file-plan.ts';
import { readCoolDown, readShare } from '../plan/plan-options.ts';
import { planProgressText, planText } from '../plan/plan-words.ts';
import { PLAN_COLUMNS } from '../plan/planned-rows.ts';
import { type Context, Session } from '../session.ts';

interface PlanOptions {
  readonly csv?: string;
  readonly refusalRate: number;
  readonly coolDown?: number;
  readonly area?: string;
  readonly sticky?: true;
}

export function addPoolPlan(pool: Command, context: Context): void {
  pool
    .command('plan')
    .description(
      'say how many numbers are needed: by a pool, from its bindings so far, or by what a file says',
    )
    .argument(
      '[pool]',
      'name of the pool; its database is read, beside a running daemon too, without the key',
    )
    .option(
      '--csv <file>',
      `plan from a CSV file with the columns ${PLAN_COLUMNS.join(',')} instead ('-': standard input)`,
    )
    .option('--refusal-rate <share>', 'share of the binds that may be refused: 0.01, or 1%', readShare, 0)
    .option(
      '--cool-down <duration>',
      'plan with this one (default: of the pool; 7d for a file)',
      readCoolDown,
    )
    .option('--area <code>', 'only this area')
    .option('--sticky', 'of a file: a pair that meets again gets its earlier number')
    .addHelpText(
      'after',
      '\nIn a file, area_code may be left out, and an empty to means that no end is known. Parties are told apart as they are\n' +
        'written, so they may be numbers, all in one way, or names that stand for them.\n',
    )
    .addHelpText(
      'after',
      examples(
        ['axbridge pool plan cars', 'how many numbers the pool needs'],
        [
          'axbridge pool plan cars --refusal-rate 1% --cool-down 1d',
          'when one bind of a hundred may be refused',
        ],
        ['axbridge pool plan --csv orders.csv --area 10 --json', 'before there is a pool, for a program'],
      ),
    )
    .action(async (name: string | undefined, options: PlanOptions, command) => {
      const session = new Session(context, command);
      const bar = new ProgressBar(session.terminal.stderr, !session.json);
      const plan = await planned(session, name, options, bar).finally(() => bar.clear());
      await session.show({ pool: name ?? null, ...plan }, () => planText(plan));
      if (plan.areas.length === 0) session.tell('There is no binding to plan from.');
    });
}

function planned(
  session: Session,
  pool: string | undefined,
  options: PlanOptions,
  bar: ProgressBar,
): Promise<PlanView> {
  const { csv } = options;
  if (csv !== undefined && pool === undefined) return fromFile(session, csv, options, bar);
  if (csv !== undefined) throw new UsageError('a plan is made of a pool or of a file, not of both');
  if (pool === undefined) throw new UsageError('name a pool, or a file with --csv');
  if (options.sticky === true)
    throw new UsageError('--sticky goes with --csv: a pool is sticky or not by itself');
  return fromDatabase(session, pool, options, bar);
}

async function fromFile(
  session: Session,
  file: string,
  { refusalRate, coolDown, area, sticky }: PlanOptions,
  bar: ProgressBar,
): Promise<PlanView> {
  const wish = {
    refusalRate,
    coolDownMs: coolDown ?? DEFAULT_COOL_DOWN_MS,
    areaCode: readAreaCode(area),
    sticky: sticky === true,
  };
  const began = performance.now();
  const plan = await planFile(await openSource(session.terminal.stdin, file), wish, {
    read: (rows, done) => bar.update({ rows, done, elapsedMs: performance.now() - began }),
    planned: (progress) => bar.draw(() => planProgressText(progress), performance.now() - began),
  });
  return planView(plan, refusalRate);
}

async function fromDatabase(
  { environment, configPath }: Session,
  pool: string,
  { refusalRate, coolDown, area }: PlanOptions,
  bar: ProgressBar,
): Promise<PlanView> {
  const request = { pool, refusalRate, coolDownMs: coolDown ?? null, areaCode: readAreaCode(area) };
  const began = performance.now();
  const plan = await environment.planPool({ configPath, ...request }, (progress) =>
    bar.draw(() => planProgressText(progress), performance.now() - began),
  );
  return planView(plan, refusalRate);
}
