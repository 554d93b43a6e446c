import type { Command } from 'commander';
import { AxbridgeError, EXIT_CODES } from '../../domain/error-catalogue.ts';
import { examples } from '../help.ts';
import { BINDING_FORMAT, COLUMN_NAMES } from '../import/binding-columns.ts';
import { CsvLines } from '../import/csv-lines.ts';
import { type ImportCounts, ImportRun } from '../import/import-run.ts';
import { ProgressBar } from '../import/progress.ts';
import { fileRejections, type RejectionSink, terminalRejections } from '../import/rejections.ts';
import { isReadError, openSource, type Source } from '../import/source.ts';
import { type FileFault, WholeLines } from '../import/whole-lines.ts';
import { type Context, Session } from '../session.ts';
import { grouped } from '../wording.ts';

interface ImportOptions {
  readonly rejected?: string;
}

export function addImportCommand(program: Command, context: Context): void {
  program
    .command('import')
    .description('bind every line of a CSV file; a line that is there already only renews its terms')
    .argument('<file>', "CSV in UTF-8 with a header line, or '-' for standard input")
    .option('--rejected <file>', 'write rejected lines (line, code, reason) into a CSV file')
    .addHelpText('after', `\nColumns: ${COLUMN_NAMES.join(', ')}; a and b are needed.\n`)
    .addHelpText(
      'after',
      examples(
        ['axbridge import bindings.csv --rejected rejected.csv', 'import, and keep what was rejected'],
        ["printf 'a,b\\n13800138000,13800138001\\n' | axbridge import -", 'from another program'],
      ),
    )
    .action(async (file: string, { rejected }: ImportOptions, command) => {
      await importFile(new Session(context, command), file, rejected);
    });
}

async function importFile(session: Session, file: string, rejectedFile: string | undefined): Promise<void> {
  const source = await openSource(session.terminal.stdin, file);
  const bar = new ProgressBar(session.terminal.stderr, !session.json);
  const sink =
    rejectedFile === undefined
      ? terminalRejections(session.terminal, session.json, () => bar.clear())
      : fileRejections(rejectedFile);
  const began = performance.now();
  const { counts, fault } = await runImport(session, source, bar, sink);
  const seconds = (performance.now() - began) / 1000;
  await session.show(summaryOf(counts, seconds, fault), () => summaryText(counts, seconds));
  if (fault !== null)
    throw new AxbridgeError(
      'input-invalid',
      `line ${fault.line}: ${fault.reason}; nothing from this line on was read`,
    );
  session.exitWith(counts.rejected === 0 ? 0 : EXIT_CODES.data);
}

async function runImport(
  session: Session,
  source: Source,
  bar: ProgressBar,
  sink: RejectionSink,
): Promise<{ readonly counts: ImportCounts; readonly fault: FileFault | null }> {
  const began = performance.now();
  const wholeLines = new WholeLines();
  const lines = new CsvLines(wholeLines, BINDING_FORMAT);
  const settled = ({ imported, existing, rejected }: ImportCounts) =>
    bar.update({
      rows: imported + existing + rejected,
      done: source.size === null ? null : Math.min(1, wholeLines.bytes / Math.max(1, source.size)),
      elapsedMs: performance.now() - began,
    });
  return session.withStore(async (operations) => {
    const run = new ImportRun({
      bindMany: (input) => operations.bindMany(input),
      reject: (rejection) => sink.put(rejection),
      settled,
    });
    try {
      await run.take(lines.of(source.bytes));
    } catch (error) {
      throw interrupted(error, run.counts);
    } finally {
      bar.clear();
      await sink.close();
    }
    return { counts: run.counts, fault: lines.fault };
  });
}

/** How far it came, for an import that cannot go on. The same file can be imported again: what is there stays. */
function interrupted(error: unknown, { settledLine }: ImportCounts): unknown {
  if (isReadError(error))
    return new AxbridgeError('file-unreadable', `after line ${settledLine}`, { cause: error });
  if (!(error instanceof AxbridgeError) || settledLine === 0) return error;
  const detail = `lines up to ${settledLine} are settled, and the file can be imported again as it is`;
  return new AxbridgeError(error.code, error.detail === null ? detail : `${error.detail}; ${detail}`, {
    cause: error,
  });
}

function summaryOf(counts: ImportCounts, seconds: number, fault: FileFault | null): object {
  const { imported, existing, rejected } = counts;
  return {
    imported,
    existing,
    rejected,
    seconds: rounded(seconds),
    perSecond: perSecond(counts, seconds),
    fault,
  };
}

function summaryText(counts: ImportCounts, seconds: number): string {
  const { imported, existing, rejected } = counts;
  const speed = `${rounded(seconds)} s, ${grouped(perSecond(counts, seconds))} a second`;
  return `imported ${grouped(imported)}, already there ${grouped(existing)}, rejected ${grouped(rejected)} (${speed})\n`;
}

function perSecond({ imported, existing, rejected }: ImportCounts, seconds: number): number {
  return Math.round((imported + existing + rejected) / Math.max(seconds, 0.001));
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
