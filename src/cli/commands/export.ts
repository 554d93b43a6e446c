import type { Command } from 'commander';
import type { BindingView, StoreOperations } from '../../app/operations.ts';
import { isOpenMode } from '../../domain/binding/binding-mode.ts';
import { printable, printableJson } from '../../domain/printable.ts';
import { csvLine } from '../csv-text.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { writeOut } from '../terminal.ts';

interface ExportOptions {
  readonly pool?: string;
}

type Page = readonly BindingView[];

const PAGE = 1000;
const HEADER = [
  'a',
  'b',
  'x',
  'y',
  'extension',
  'group',
  'pool',
  'mode',
  'call_back',
  'expires',
  'after_call',
  'sliding',
  'reference',
];

export function addExportCommand(program: Command, context: Context): void {
  program
    .command('export')
    .description('write the live bindings as CSV that `axbridge import` reads')
    .option('--pool <pool>', 'of this pool only')
    .addHelpText(
      'after',
      examples(
        ['axbridge export --show-numbers > bindings.csv', 'a copy with real numbers: keep it safe'],
        ['axbridge export --pool cars --json', 'masked, one binding a line'],
      ),
    )
    .action(async ({ pool }: ExportOptions, command) => {
      const session = new Session(context, command);
      await session.withStore((operations) => exportAll(session, operations, pool));
      if (!session.showNumbers)
        session.tell('Numbers are masked: add --show-numbers for a file that can be imported.');
    });
}

async function exportAll(
  session: Session,
  operations: StoreOperations,
  pool: string | undefined,
): Promise<void> {
  const { stdout } = session.terminal;
  if (!session.json) await writeOut(stdout, csvLine(HEADER));
  for await (const page of pagesOf(operations, pool, session.showNumbers)) {
    await writeOut(stdout, page.map((binding) => lineOf(binding, session)).join(''));
  }
}

async function* pagesOf(
  operations: StoreOperations,
  pool: string | undefined,
  showNumbers: boolean,
): AsyncGenerator<Page> {
  let after = 0;
  let page: Page;
  do {
    page = await operations.bindings({ pool, after, limit: PAGE, showNumbers });
    after = page.at(-1)?.id ?? after;
    yield page;
  } while (page.length === PAGE);
}

function lineOf(binding: BindingView, { json, terminal }: Session): string {
  if (json) return `${printableJson(binding)}\n`;
  const { a, b, x, y, extension, group, pool, mode, ...terms } = binding;
  const { callBack, expiresAt, afterCall, sliding, reference } = terms;
  const places = [a, b ?? '', x, y ?? '', extension ?? '', group ?? '', pool, mode];
  const cells = [
    ...places,
    isOpenMode(mode) ? callBack : '',
    expiresAt ?? 'none',
    afterCall,
    sliding,
    reference ?? '',
  ];
  return csvLine(terminal.stdout.isTTY === true ? cells.map(printable) : cells);
}
