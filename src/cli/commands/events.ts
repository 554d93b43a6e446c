import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import type { LocalEvents } from '../../app/delivery/local-events.ts';
import type { EventView } from '../../app/event/event-view.ts';
import { parseDuration } from '../../domain/duration.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { parseInstant } from '../../domain/instant-text.ts';
import { printable, printableJson } from '../../domain/printable.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { writeOut } from '../terminal.ts';
import { wholeNumber } from '../whole-number.ts';
import { shortInstant } from '../wording.ts';

interface EventsOptions {
  readonly follow?: true;
  readonly since?: string;
  readonly after?: number;
  readonly type?: readonly string[];
  readonly tenant: string;
}

const PAGE = 200;
/** How often a followed log is looked at. */
const FOLLOW_MS = 500;

export function addEventsCommand(program: Command, context: Context): void {
  program
    .command('events')
    .description('print what happened to calls, bindings and pools')
    .option('-f, --follow', 'go on and print each event until interrupted')
    .option('--since <time>', 'at or after this: an instant, or so long ago')
    .option('--after <number>', 'with higher numbers than this', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--type <type...>', 'of these types, or kinds as call.*')
    .option('--tenant <tenant>', 'whose events', 'default')
    .addHelpText(
      'after',
      examples(
        ['axbridge events --since 1h', "the last hour's events, numbers masked"],
        ['axbridge events --follow --type call.* pool.*', 'what happens to calls and pools, as it happens'],
        ['axbridge events --after 1200 --json', 'for a program, one event a line'],
      ),
    )
    .action(async (options: EventsOptions, command) => {
      const session = new Session(context, command);
      await session.withEvents((events) => print(session, events, options));
    });
}

async function print(session: Session, events: LocalEvents, options: EventsOptions): Promise<void> {
  const { tenant, type: types = [], follow } = options;
  const { showNumbers } = session;
  const since = sinceOf(options.since);
  const interrupted = session.terminal.interruption();
  let after = firstAfter(events, options);
  for (;;) {
    const page = events.page(tenant, { after, types, limit: PAGE, showNumbers });
    const wanted = page.events.filter(({ at }) => since === null || Date.parse(at) >= since);
    await writeOut(session.terminal.stdout, wanted.map((event) => lineOf(session, event)).join(''));
    after = page.upTo;
    if (page.more) continue;
    if (follow !== true || interrupted.aborted) return;
    await wait(FOLLOW_MS, undefined, { signal: interrupted }).catch(() => undefined);
    if (interrupted.aborted) return;
  }
}

/** Who follows without saying from when wants what comes. */
function firstAfter(events: LocalEvents, { after, since, follow, tenant }: EventsOptions): number | null {
  if (after !== undefined) return after;
  return follow === true && since === undefined ? events.bounds(tenant).last : null;
}

/** @throws AxbridgeError `input-invalid` */
function sinceOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const duration = parseDuration(text);
  const at = typeof duration === 'number' ? Date.now() - duration : parseInstant(text);
  if (at === undefined)
    throw new AxbridgeError(
      'input-invalid',
      'since: an instant such as 2026-01-31T08:00:00Z, or so long ago: 24h',
    );
  return at;
}

function lineOf(session: Session, event: EventView): string {
  if (session.json) return `${printableJson(event)}\n`;
  const { number, at, type, call, binding, data } = event;
  const fields = Object.entries(data).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${value}`],
  );
  const about = call ?? (binding === null ? '-' : `binding ${binding}`);
  const words = [String(number).padStart(6), shortInstant(at), type.padEnd(16), about, fields.join(' ')];
  return `${printable(words.join('  '))}\n`;
}
