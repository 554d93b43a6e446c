import { type FileHandle, open, unlink } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import type { RecordingOperations, RecordingView } from '../../app/recordings/recording-operations.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { printable } from '../../domain/printable.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import type { Column } from '../table.ts';
import { wholeNumber } from '../whole-number.ts';
import { shortInstant } from '../wording.ts';

const PAGE = 500;
/** Bytes that are asked for at a time. */
const PART = 1024 * 1024;

interface ListOptions {
  readonly since?: string;
  readonly until?: string;
  readonly call?: string;
  readonly binding?: number;
  readonly pool?: string;
  readonly held?: boolean;
}

const COLUMNS: readonly Column<RecordingView>[] = [
  { title: 'RECORDING', cell: ({ recording }) => recording },
  { title: 'BEGAN', cell: ({ beganAt }) => shortInstant(beganAt) },
  { title: 'SECONDS', align: 'right', cell: ({ durationMs }) => (durationMs / 1000).toFixed(1) },
  { title: 'BYTES', align: 'right', cell: ({ bytes }) => String(bytes) },
  { title: 'FORMAT', cell: ({ format }) => format },
  { title: 'POOL', cell: ({ pool }) => pool ?? '-' },
  { title: 'BINDING', align: 'right', cell: ({ binding }) => String(binding ?? '-') },
  { title: 'HELD', cell: ({ heldSince }) => (heldSince === null ? '' : shortInstant(heldSince)) },
];

export function addRecordingsCommand(program: Command, context: Context): void {
  const recordings = program.command('recordings').description('what was said in calls that were recorded');
  addList(recordings, context);
  addGet(recordings, context);
  addHold(recordings, context);
  addDelete(recordings, context);
}

function addList(recordings: Command, context: Context): void {
  recordings
    .command('list')
    .description('list recordings, in the order in which they began')
    .option('--since <time>', 'that began at or after this: an instant, or so long ago')
    .option('--until <time>', 'that began before this')
    .option('--call <id>', 'of this call')
    .option('--binding <id>', 'on this binding', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--pool <pool>', 'on numbers of this pool')
    .addOption(new Option('--held', 'only those that are held'))
    .addHelpText(
      'after',
      examples(
        ['axbridge recordings list --since 24h', 'of the last day'],
        ['axbridge recordings list --binding 7 --json', 'of a binding, one a line'],
      ),
    )
    .action(async (wanted: ListOptions, command) => {
      const session = new Session(context, command);
      const found = await session.withStore((operations) => all(operations, wanted));
      await session.showAll(found, COLUMNS, 'There is no such recording.');
    });
}

function addGet(recordings: Command, context: Context): void {
  recordings
    .command('get')
    .description('write a recording into a file that is not there yet; it is written down who did')
    .argument('<recording>', 'its id')
    .argument('<file>', 'for you alone to read')
    .addHelpText(
      'after',
      examples(['axbridge recordings get 5f0c2b9e-0d4e-4c52-9d5b-1f2a3b4c5d6e call.wav', 'and listen to it']),
    )
    .action(async (recording: string, file: string, _options, command) => {
      const session = new Session(context, command);
      const view = await session.withStore((operations) => operations.recording({ recording }));
      await noted(session, view, 'recording.download');
      await session.withStore((operations) => download(operations, view, file));
      await session.show(
        { ...view, file },
        () => `${printable(file)}: ${view.bytes} bytes, ${view.format}\n`,
      );
    });
}

function addHold(recordings: Command, context: Context): void {
  const acts = [
    ['hold', true, 'let a recording outlive its time, and refuse to delete it'],
    ['release', false, 'let it go; when its time is over it goes at once'],
  ] as const;
  for (const [name, held, description] of acts)
    recordings
      .command(name)
      .description(description)
      .argument('<recording>', 'its id')
      .addHelpText(
        'after',
        examples([`axbridge recordings ${name} 5f0c2b9e-0d4e-4c52-9d5b-1f2a3b4c5d6e`, 'by its id']),
      )
      .action(async (recording: string, _options, command) => {
        const session = new Session(context, command);
        const view = await session.withStore((operations) => operations.recording({ recording }));
        await noted(session, view, `recording.${name}`);
        await session.withStore((operations) => operations.holdRecording({ recording, held }));
        await session.show(
          { recording, held },
          () => `${view.recording} ${held ? 'is held' : 'is let go'}\n`,
        );
      });
}

function addDelete(recordings: Command, context: Context): void {
  recordings
    .command('delete')
    .description('destroy the key of a recording, and its file')
    .argument('<recording>', 'its id')
    .addHelpText(
      'after',
      examples(['axbridge recordings delete 5f0c2b9e-0d4e-4c52-9d5b-1f2a3b4c5d6e', 'for good']),
    )
    .action(async (recording: string, _options, command) => {
      const session = new Session(context, command);
      const view = await session.withStore((operations) => operations.recording({ recording }));
      await noted(session, view, 'recording.delete');
      await session.withStore((operations) => operations.deleteRecording({ recording }));
      await session.show({ recording, deleted: true }, () => `${view.recording} is deleted\n`);
    });
}

/** Whose audit log it is written into: the tenant's. Before it is done, so that nothing is missing there. */
async function noted(session: Session, { tenant, recording }: RecordingView, action: string): Promise<void> {
  await session.withAccess((access) => access.note(tenant, { action, subject: `recording ${recording}` }));
}

async function all(operations: RecordingOperations, wanted: ListOptions): Promise<readonly RecordingView[]> {
  const found: RecordingView[] = [];
  let after: string | null = null;
  do {
    const page = await operations.recordings({
      ...wanted,
      limit: PAGE,
      ...(after === null ? {} : { after }),
    });
    found.push(...page.recordings);
    after = page.next;
  } while (after !== null);
  return found;
}

async function download(operations: RecordingOperations, view: RecordingView, file: string): Promise<void> {
  const target = await create(file);
  try {
    for (let first = 0; first < view.bytes; first += PART) {
      const { recording } = view;
      const { base64 } = await operations.readRecording({ recording, first, last: first + PART - 1 });
      await target.writeFile(Buffer.from(base64, 'base64'));
    }
  } catch (error) {
    await unlink(file).catch(() => undefined);
    throw error;
  } finally {
    await target.close();
  }
}

async function create(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx', 0o600);
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    throw new AxbridgeError(isThere ? 'file-exists' : 'file-unwritable', file, { cause });
  }
}
