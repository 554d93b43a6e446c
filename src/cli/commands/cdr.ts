import { type Command, Option } from 'commander';
import type { CdrInput, CdrOperations, CdrView } from '../../app/cdr-operations.ts';
import { printable, printableJson } from '../../domain/printable.ts';
import { csvLine } from '../csv-text.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { writeOut } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';

interface CdrOptions {
  readonly since?: string;
  readonly until?: string;
  readonly number?: string;
  readonly x?: string;
  readonly binding?: number;
  readonly outcome?: string;
  readonly pool?: string;
  readonly format: 'csv' | 'jsonl';
}

const PAGE = 200;

/** Of the call; its legs are in JSON only. Texts as the caller sent them are not here: a spreadsheet might take one for a formula. */
const COLUMNS = [
  ...(['call', 'revision', 'createdAt', 'outcome', 'hungUpBy', 'cause', 'q850', 'sipStatus'] as const),
  ...(['x', 'caller', 'callee', 'shown', 'direction', 'flow'] as const),
  ...(['binding', 'mode', 'extension', 'pool', 'reference', 'node', 'gateway'] as const),
  ...(['routedAt', 'invitedAt', 'ringingAt', 'earlyMediaAt', 'answeredAt', 'talkedAt', 'endedAt'] as const),
  ...(['postDialDelayUs', 'ringUs', 'talkUs'] as const),
  ...(['recording', 'survey', 'calleeSurvey', 'pin'] as const),
] as const satisfies readonly (keyof CdrView)[];

export function addCdrCommand(program: Command, context: Context): void {
  program
    .command('cdr')
    .description('write the records of calls, as CSV or as JSON lines')
    .option('--since <time>', 'calls that began at or after this: an instant, or so long ago')
    .option('--until <time>', 'calls that began before this')
    .option('--number <number>', 'with this caller or callee')
    .option('--x <number>', 'on this privacy number')
    .option('--binding <id>', 'on this binding', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--outcome <outcome>', 'that ended so, such as busy')
    .option('--pool <pool>', 'on numbers of this pool')
    .addOption(
      new Option('--format <format>', 'with legs and quality as JSON lines')
        .choices(['csv', 'jsonl'])
        .default('csv'),
    )
    .addHelpText(
      'after',
      examples(
        ['axbridge cdr --since 24h > calls.csv', "the last day's calls, numbers masked"],
        ['axbridge cdr --number +8613800138000 --format jsonl', 'all calls of a party, with their legs'],
        ['axbridge cdr --since 2026-01-01T00:00:00Z --until 2026-02-01T00:00:00Z', 'of a month'],
      ),
    )
    .action(async ({ format, ...wanted }: CdrOptions, command) => {
      const session = new Session(context, command);
      const asJson = session.json || format === 'jsonl';
      await session.withStore((operations) => writeAll(session, operations, wanted, asJson));
    });
}

async function writeAll(
  session: Session,
  operations: CdrOperations,
  wanted: Omit<CdrOptions, 'format'>,
  asJson: boolean,
): Promise<void> {
  const { stdout } = session.terminal;
  const line = asJson ? jsonLine : csvLineOf(stdout.isTTY === true);
  const input: CdrInput = { ...wanted, limit: PAGE, showNumbers: session.showNumbers };
  // With the first page: what is refused has no output at all.
  let head = asJson ? '' : csvLine(COLUMNS);
  for await (const records of pagesOf(operations, input)) {
    await writeOut(stdout, head + records.map(line).join(''));
    head = '';
  }
}

async function* pagesOf(operations: CdrOperations, input: CdrInput): AsyncGenerator<readonly CdrView[]> {
  let after: string | null = null;
  do {
    const page = await operations.cdrs({ ...input, ...(after === null ? {} : { after }) });
    yield page.records;
    after = page.next;
  } while (after !== null);
}

function jsonLine(record: CdrView): string {
  return `${printableJson(record)}\n`;
}

function csvLineOf(toTerminal: boolean): (record: CdrView) => string {
  return (record) => {
    const cells = COLUMNS.map((column) => String(record[column] ?? ''));
    return csvLine(toTerminal ? cells.map(printable) : cells);
  };
}
