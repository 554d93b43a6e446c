import type { Command } from 'commander';
import { printable, printableJson } from '../../domain/printable.ts';
import type { CheckResult, DoctorCheck } from '../../ports/diagnosis.ts';
import { reportOf } from '../error-report.ts';
import { examples } from '../help.ts';
import { type Context, Session, using } from '../session.ts';
import { writeOut } from '../terminal.ts';
import { counted } from '../wording.ts';

const FAILED = 1;

interface DoctorOptions {
  readonly deep?: true;
}

export function addDoctorCommand(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('check configuration, key, store, daemon and switches, and say what to do')
    .option('--deep', 'also read every page of the databases and open every number; takes a while')
    .addHelpText(
      'after',
      examples(
        ['axbridge doctor', 'look at everything; ends with 1 when a check failed'],
        ['axbridge doctor --deep', 'and find damage that nobody has met yet'],
      ),
    )
    .action(async ({ deep }: DoctorOptions, command) => {
      const session = new Session(context, command);
      const diagnosis = await session.environment.diagnosis(session.configPath, deep === true);
      const failed = await using(diagnosis, ({ checks }) => runChecks(session, checks));
      session.tell(failed === 0 ? 'All is well.' : `${counted(failed, 'check')} failed.`);
      session.exitWith(failed === 0 ? 0 : FAILED);
    });
}

/** @returns how many failed */
async function runChecks(session: Session, checks: readonly DoctorCheck[]): Promise<number> {
  let failed = 0;
  for (const check of checks) {
    const result = await resultOf(check);
    if (result.status === 'failed') failed += 1;
    await writeOut(session.terminal.stdout, checkText(check.name, result, session.json));
  }
  return failed;
}

async function resultOf(check: DoctorCheck): Promise<CheckResult> {
  try {
    return await check.run();
  } catch (error) {
    const { title, detail, advice } = reportOf(error);
    return { status: 'failed', detail: detail === null ? title : `${title}: ${detail}`, advice };
  }
}

function checkText(name: string, result: CheckResult, json: boolean): string {
  if (json) return `${printableJson({ check: name, ...result })}\n`;
  const lines = result.detail.split('\n').map(printable);
  const head = `${result.status.padEnd('warning'.length)}  ${printable(name)}: ${lines[0] ?? ''}`;
  const advice = result.advice === null ? [] : [printable(result.advice)];
  return [head, ...[...lines.slice(1), ...advice].map((line) => `         ${line}`), ''].join('\n');
}
