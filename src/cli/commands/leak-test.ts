import type { Command } from 'commander';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { printable, printableJson } from '../../domain/printable.ts';
import type { LeakCount, LeakTestReport } from '../../ports/leak-test.ts';
import { examples } from '../help.ts';
import { ProgressBar } from '../import/progress.ts';
import { type Context, Session } from '../session.ts';
import { type Column, table } from '../table.ts';
import { writeOut } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';
import { counted, grouped } from '../wording.ts';

interface LeakTestOptions {
  readonly switch?: string;
  readonly from?: string;
  readonly listen?: readonly string[];
  readonly a?: string;
  readonly b?: string;
  readonly pool?: string;
  readonly calls: number;
  readonly atOnce: number;
  readonly seed: number;
}

/** Something leaked. All other codes than 0 and this one say that the test could not be made. */
const LEAKED = 1;
const SHOWN = 20;

export function addLeakTestCommand(program: Command, context: Context): void {
  program
    .command('leak-test')
    .description(
      'play hostile callers and callees around the switch, and look for their numbers on the other side',
    )
    .option('--switch <ip:port>', 'where callers send their calls (default: sip.listenIp and sip.port)')
    .option(
      '--from <ip>',
      'address that they call from; the switch must accept it (default: that of a gateway)',
    )
    .option(
      '--listen <ip:port...>',
      'with --a and --b: where these numbers are called, in the order of the gateways',
    )
    .option(
      '--a <number>',
      'a number of your own for A (default: numbers that are nobody, and no call leaves this machine)',
    )
    .option('--b <number>', 'a number of your own for B')
    .option('--pool <pool>', 'the pool to take privacy numbers from (needed when there are several)')
    .option('--calls <count>', 'how many calls', wholeNumber(1, 100_000), 400)
    .option('--at-once <count>', 'how many of them at a time', wholeNumber(1, 100), 10)
    .option('--seed <number>', 'which of all calls, and in which order', wholeNumber(0, 4_294_967_295), 1)
    .addHelpText(
      'after',
      examples(
        ['axbridge leak-test', 'this switch, whose gateways are at addresses of this machine'],
        ['axbridge leak-test --pool test --calls 5000 --json', 'every place in many flows, for a program'],
        [
          'axbridge leak-test --a +8613800138000 --b +8613800138001 --listen 192.0.2.7:5060',
          'two numbers of your own, over your trunks',
        ],
      ),
    )
    .action(async (options: LeakTestOptions, command) => {
      await runLeakTest(new Session(context, command), options);
    });
}

async function runLeakTest(session: Session, options: LeakTestOptions): Promise<void> {
  const { environment, terminal } = session;
  const bar = new ProgressBar(terminal.stderr, !session.json);
  const began = performance.now();
  const request = {
    configPath: session.configPath,
    switchAddress: options.switch ?? null,
    callFrom: options.from ?? null,
    listenAt: options.listen ?? [],
    parties: partiesOf(options),
    pool: options.pool,
    calls: options.calls,
    lanes: options.atOnce,
    seed: options.seed,
    signal: terminal.interruption(),
  };
  const report = await environment.leakTest(request, ({ done, calls, leaked }) => {
    const text = `${grouped(done)} of ${counted(calls, 'call')}, ${grouped(leaked)} leaked`;
    bar.draw(() => text, performance.now() - began);
  });
  bar.clear();
  await writeOut(terminal.stdout, session.json ? `${printableJson(report)}\n` : reportText(report));
  if (report.leaked > 0) session.exitWith(LEAKED);
  else if (report.odd.length > 0 || report.tried === 0) throw incomplete(report);
}

function partiesOf({ a, b, listen }: LeakTestOptions): { readonly a: string; readonly b: string } | null {
  if (a !== undefined && b !== undefined) return { a, b };
  if (a === undefined && b === undefined && listen === undefined) return null;
  throw new AxbridgeError('input-invalid', 'name both --a and --b, and --listen only with them');
}

function incomplete({ odd, calls }: LeakTestReport): AxbridgeError {
  const [first] = odd;
  const example = first === undefined ? '' : `; ${first.flow}, ${first.ending}: ${first.because}`;
  return new AxbridgeError('leak-test-incomplete', `${odd.length} of ${counted(calls, 'call')}${example}`);
}

const COLUMNS: readonly Column<LeakCount>[] = [
  { title: 'FLOW', cell: ({ name }) => name },
  { title: 'TRIED', align: 'right', cell: ({ tried }) => grouped(tried) },
  { title: 'LEAKED', align: 'right', cell: ({ leaked }) => grouped(leaked) },
];

function reportText({ flows, tried, leaked, calls, leaks }: LeakTestReport): string {
  const all: LeakCount = { name: 'all', tried, leaked };
  const verdict =
    leaked === 0
      ? `Nothing came through in ${counted(calls, 'call')}.`
      : `Something came through in ${grouped(leaked)} of ${counted(tried, 'combination')}:`;
  const found = leaks
    .slice(0, SHOWN)
    .map(
      ({ place, direction, flow, ending, secret, context }) =>
        `  ${place}, ${direction}, ${flow}, ${ending}: ${secret} in "${context}"`,
    );
  return [
    table(COLUMNS, [...flows, all]),
    `${verdict}\n`,
    ...found.map((line) => `${printable(line)}\n`),
  ].join('');
}
