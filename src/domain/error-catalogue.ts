/** What may be done after an error: `safe` to try again as it is, `never` by itself, or `after-change` of what was asked. */
export type Retry = 'safe' | 'never' | 'after-change';

/** A class of errors and the exit code of the command line for it (`sysexits.h` where it names one). */
export const EXIT_CODES = {
  /** What was asked cannot be done: unknown number, exhausted pool. */
  refused: 1,
  /** The command line is wrong. */
  usage: 64,
  /** Data that was given is malformed. */
  data: 65,
  /** The daemon or a switch is not there. */
  unavailable: 69,
  /** A fault of ours. */
  internal: 70,
  /** Reading or writing failed. */
  io: 74,
  /** Worth another try. */
  temporary: 75,
  /** Configuration, key or password. */
  config: 78,
} as const;

export type ErrorClass = keyof typeof EXIT_CODES;

interface CatalogueEntry {
  readonly class: ErrorClass;
  readonly retry: Retry;
  /** What went wrong, as a sentence without a full stop. */
  readonly title: string;
  /** What the person can do now. */
  readonly advice: string;
}

/** Every error that people see, by its stable code. `docs/errors.md` is kept equal to it by a test. */
export const ERROR_CATALOGUE = {
  'input-invalid': entry('data', 'after-change', 'the input is not valid', 'Correct what the detail names.'),
  'number-invalid': entry(
    'data',
    'after-change',
    'this is not the number of a party',
    'Write it as +8613800138000, or as it is dialled at home.',
  ),
  'number-barred': entry(
    'refused',
    'after-change',
    'this number is not called',
    'Name the telephone of a person; which numbers are called is in the settings (`barring`), and privacy numbers never are.',
  ),
  'privacy-number-invalid': entry(
    'data',
    'after-change',
    'this is not a privacy number',
    'Write it as +8617000000001, or as a service number such as 95000001.',
  ),
  'range-invalid': entry(
    'data',
    'after-change',
    'this is not a range of numbers',
    'Write it as FIRST-LAST, both of one length.',
  ),
  'same-party': entry('refused', 'after-change', 'A and B are the same party', 'Name two different numbers.'),
  'pool-unknown': entry('refused', 'after-change', 'there is no such pool', 'See `axbridge pool list`.'),
  'pool-unclear': entry(
    'refused',
    'after-change',
    'there are several pools',
    'Name the pool with --pool, or the privacy number with --x.',
  ),
  'pool-exhausted': entry(
    'refused',
    'after-change',
    'no privacy number of the pool fits both parties',
    'Add numbers, release bindings, or shorten the cool-down; the detail says which party is exhausted.',
  ),
  'number-not-in-pool': entry(
    'refused',
    'after-change',
    'the privacy number is in no pool, or not in this one',
    'See `axbridge pool list`, or add it with `axbridge pool add`.',
  ),
  'number-locked': entry(
    'refused',
    'after-change',
    'the privacy number is locked',
    'Unlock it with `axbridge pool unlock`, or take another.',
  ),
  'number-taken': entry(
    'refused',
    'after-change',
    'a party has this privacy number already',
    'Take another, or let the pool choose.',
  ),
  'number-shared': entry(
    'refused',
    'after-change',
    'the privacy number cannot serve both named parties and callers whom nobody named',
    'Let the pool choose, or name a number on which nobody is bound or cooling.',
  ),
  'pins-taken': entry(
    'refused',
    'after-change',
    'another binding takes PINs on the privacy number',
    'Let the pool choose a number, or name one on which no other binding takes PINs or did inside the cool-down.',
  ),
  'mode-unfit': entry(
    'refused',
    'after-change',
    "the binding's mode has no such thing",
    'Look which mode the binding has: the detail says what it lacks.',
  ),
  'group-unknown': entry('refused', 'after-change', 'there is no such group', 'Create it first.'),
  'group-in-use': entry(
    'refused',
    'after-change',
    'live bindings name the group',
    'Release them first, or empty the group.',
  ),
  'group-too-large': entry(
    'refused',
    'after-change',
    'a group has at most 10,000 members',
    'Remove members first, or make a second group.',
  ),
  'extension-taken': entry(
    'refused',
    'after-change',
    'the extension is in use on this number, or in its cool-down',
    'Take another, or let one be chosen.',
  ),
  'extension-length': entry(
    'refused',
    'after-change',
    'all extensions of a privacy number have one length',
    'Use the length of those that are there, or another number.',
  ),
  'range-overlaps': entry(
    'refused',
    'after-change',
    'the range overlaps one that is in a pool already',
    'Add only the numbers that are new.',
  ),
  'range-not-in-pool': entry(
    'refused',
    'after-change',
    'the range is not in the pool',
    'See `axbridge pool list`.',
  ),
  'range-in-use': entry(
    'refused',
    'after-change',
    'bindings hold numbers of the range',
    'Lock it, and remove it when `axbridge bindings --x` shows none and the cool-down is over.',
  ),
  'number-not-found': entry(
    'refused',
    'never',
    'the privacy number is in no pool',
    'See `axbridge pool list`.',
  ),
  'binding-not-found': entry('refused', 'never', 'there is no such binding', 'See `axbridge bindings`.'),
  'binding-ended': entry('refused', 'never', 'the binding has ended already', 'Nothing needs to be done.'),
  'cdr-not-found': entry('refused', 'never', 'there is no record of such a call', 'See `axbridge cdr`.'),
  'call-not-found': entry('refused', 'never', 'there is no such live call', 'See `axbridge calls`.'),
  'no-gateway': entry(
    'config',
    'after-change',
    'no gateway is configured to call out by',
    'Add one under `gateways` in the configuration.',
  ),
  'no-switch': entry(
    'unavailable',
    'safe',
    'no FreeSWITCH is attached',
    'Look at `axbridge doctor`; nothing was dialled.',
  ),
  'display-not-allowed': entry(
    'refused',
    'after-change',
    'real numbers may not be displayed',
    'Leave `display` out, or have the operator allow it: for the tenant, or for the command line by `calls.allowRealNumberDisplay`.',
  ),
  'history-unknown': entry(
    'refused',
    'never',
    'of that instant nothing is known any more',
    'How bindings were is kept as long as ended bindings are (`bindings.historyDays`), and from the update on that brought the log of it.',
  ),
  'policy-refuses': entry(
    'refused',
    'after-change',
    'the policy of the binding lets no call out now',
    'The detail says which part: `quiet-hours` pass by themselves, a quota (`quota-reached`) is changed with the binding.',
  ),
  'call-order-failed': entry(
    'unavailable',
    'never',
    'the switch did not confirm the order to call',
    'The telephone may ring all the same: look at `axbridge calls` before you try again.',
  ),
  draining: entry('temporary', 'safe', 'the daemon is stopping', 'Try again when it is back.'),
  'daemon-not-running': entry(
    'unavailable',
    'safe',
    'no daemon answers on the control socket',
    'Start it with `axbridge serve`.',
  ),
  'daemon-running': entry(
    'config',
    'after-change',
    'another daemon answers on the control socket',
    'Stop it first, or give this one a directory of its own.',
  ),
  'daemon-lost': entry(
    'unavailable',
    'never',
    'the daemon went away before it answered',
    'The order may have been carried out: look before you repeat it.',
  ),
  'config-invalid': entry(
    'config',
    'after-change',
    'the configuration is not valid',
    'Correct the lines that the detail names.',
  ),
  'key-missing': entry(
    'config',
    'never',
    'the key of this database is not there',
    'Restore the key file from your backup: without it the numbers in the database cannot be read by anybody.',
  ),
  'key-wrong': entry(
    'config',
    'never',
    'the key is not the key of this database',
    'Restore the right key: nothing was read and nothing was changed.',
  ),
  'key-unsafe': entry(
    'config',
    'after-change',
    'others can read the key file',
    'Give it mode 0600 and think about rotating the key.',
  ),
  'key-malformed': entry(
    'config',
    'after-change',
    'this is not a key',
    'A key is 32 bytes in base64 or hexadecimal; restore the one from your backup.',
  ),
  'key-unavailable': entry(
    'unavailable',
    'safe',
    'the key could not be had from where it is kept',
    'See that `store.keyCommand` or `store.keyFd` gives it; nothing was opened.',
  ),
  'key-rotating': entry(
    'temporary',
    'safe',
    'an earlier rotation of the key is not complete',
    'Run `axbridge key rotate` again: it goes on where it stopped.',
  ),
  'store-newer': entry(
    'config',
    'after-change',
    'the database was written by a newer axbridge',
    'Run that version, or restore the backup from before the upgrade.',
  ),
  'store-corrupt': entry(
    'io',
    'never',
    'the database is damaged',
    'Stop the daemon and restore the latest backup with `axbridge restore`; calls that are up go on.',
  ),
  'store-restoring': entry(
    'config',
    'after-change',
    'a restore was begun and not completed',
    'Run `axbridge restore` again: until it is done nothing is read and nothing is written.',
  ),
  'backup-invalid': entry(
    'data',
    'never',
    'this is not a whole backup of axbridge',
    'Take another one: nothing was changed.',
  ),
  'store-full': entry('io', 'safe', 'the disk is full', 'Free some space; nothing was changed.'),
  'store-busy': entry('temporary', 'safe', 'the database is in use by another process', 'Try again.'),
  'store-failed': entry('io', 'never', 'the database could not be written', 'Look at the disk and the log.'),
  'store-closed': entry(
    'temporary',
    'safe',
    'the store is closed',
    'The daemon is stopping: try again when it is back.',
  ),
  'store-unknown-outcome': entry(
    'io',
    'never',
    'nobody knows whether the write was kept',
    'Look with `axbridge bindings` before you repeat it.',
  ),
  'switch-refused': entry(
    'config',
    'after-change',
    'FreeSWITCH refused the event-socket password or our address',
    "Compare the node's password with event_socket.conf.xml and its access list.",
  ),
  'file-unreadable': entry(
    'io',
    'after-change',
    'the file cannot be read',
    'Check its path and your rights.',
  ),
  'file-unwritable': entry(
    'io',
    'after-change',
    'the file cannot be written',
    'Check the path, its permissions and the room on the disk.',
  ),
  'file-exists': entry(
    'io',
    'after-change',
    'something is there already',
    'Choose another place, or use --force.',
  ),
  unauthorised: entry(
    'refused',
    'after-change',
    'the request has no valid API key',
    'Send `Authorization: Bearer axk_...` with a key that is neither revoked nor expired.',
  ),
  forbidden: entry(
    'refused',
    'after-change',
    'the API key does not open this',
    'Use a key with the scope and from the source network that the detail names.',
  ),
  'rate-limited': entry(
    'temporary',
    'safe',
    'the API key is used more often than it may be',
    'Wait as long as `Retry-After` says.',
  ),
  'events-not-kept': entry(
    'refused',
    'after-change',
    'events after this number are no longer kept, or there is no such number yet',
    'Read on from one of the numbers that the detail names, and look up what you missed.',
  ),
  'endpoint-not-found': entry(
    'refused',
    'never',
    'there is no such endpoint of events',
    'List the endpoints of the tenant.',
  ),
  'too-many-endpoints': entry(
    'refused',
    'after-change',
    'the tenant has as many endpoints of events as it may have',
    'Remove one that is not needed.',
  ),
  'too-many-streams': entry(
    'temporary',
    'safe',
    'the tenant reads as many streams of events as it may',
    'Close one, or read the events by pages.',
  ),
  'not-found': entry(
    'refused',
    'never',
    'there is no such resource',
    'Compare the path with the documentation.',
  ),
  'too-large': entry('data', 'after-change', 'the request is too large', 'Send less at once.'),
  'media-type-unsupported': entry(
    'data',
    'after-change',
    'the body is of a kind that is not read here',
    'Send JSON with `Content-Type: application/json`.',
  ),
  'idempotency-conflict': entry(
    'refused',
    'after-change',
    'the idempotency key was used for another request',
    'Choose a new key for each request that differs.',
  ),
  'idempotency-running': entry(
    'temporary',
    'safe',
    'the first request with this idempotency key is still being worked on',
    'Repeat it with the same key a little later.',
  ),
  'outcome-unknown': entry(
    'unavailable',
    'never',
    'nobody knows what became of the first request with this idempotency key',
    'It may have been carried out: look at the live calls, and do not repeat it blindly.',
  ),
  'recording-not-found': entry(
    'refused',
    'never',
    'there is no such recording',
    'It may have been deleted, or its time is over. List the recordings.',
  ),
  'recording-held': entry('refused', 'after-change', 'the recording is held', 'Let it go first, if you may.'),
  'range-outside': entry(
    'refused',
    'after-change',
    'the recording has nothing there',
    'Ask for bytes that it has: `Content-Range` says how many there are.',
  ),
  'link-invalid': entry(
    'refused',
    'never',
    'the link is not one of ours, or its time is over',
    'Have a new one made.',
  ),
  'tenant-unknown': entry('refused', 'after-change', 'there is no such tenant', 'List the tenants.'),
  'tenant-exists': entry('refused', 'after-change', 'there is a tenant of this name', 'Choose another name.'),
  'api-key-not-found': entry('refused', 'never', 'there is no such API key in force', 'List the API keys.'),
  'webhook-unknown': entry('refused', 'after-change', 'the pool has no webhook', 'Set one first.'),
  'pool-exists': entry(
    'refused',
    'after-change',
    'there is a pool of this name',
    'Change it, or choose another name.',
  ),
  'numbers-remembered': entry(
    'refused',
    'after-change',
    'earlier bindings on these numbers are still remembered',
    'Wait until their history is forgotten (`bindings.historyDays`): nobody may see what was before him on a number.',
  ),
  'plan-running': entry(
    'temporary',
    'safe',
    'another plan is being made',
    'Wait until it is done: one plan is made at a time.',
  ),
  'plan-too-large': entry(
    'refused',
    'after-change',
    'the plan would take more time or memory than it may',
    'Plan on the command line, with `axbridge pool plan`, or one area at a time.',
  ),
  'leak-test-gateway': entry(
    'config',
    'after-change',
    'a call of the leak test could go to somebody',
    'Let routing.gateways name only gateways over UDP whose hosts are IPv4 addresses of this machine: the test plays them. ' +
      'Or name two numbers of your own with --a and --b, and with --listen where they are called.',
  ),
  'leak-test-address': entry(
    'unavailable',
    'after-change',
    'the leak test cannot listen there',
    'It needs an address of this machine and a port that nobody uses: see --from, --listen and the gateways of the settings.',
  ),
  'leak-test-incomplete': entry(
    'temporary',
    'safe',
    'calls of the leak test did not go as planned, so it says nothing about them',
    'See what was printed for each; with fewer calls at a time (--at-once) a slow machine may manage.',
  ),
  internal: entry('internal', 'never', 'this should not happen', 'Please report it with the log.'),
} as const satisfies Readonly<Record<string, CatalogueEntry>>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_CATALOGUE, text);
}

function entry(errorClass: ErrorClass, retry: Retry, title: string, advice: string): CatalogueEntry {
  return { class: errorClass, retry, title, advice };
}

/** An error of the catalogue. `detail` names the place and never holds a real number. */
export class AxbridgeError extends Error {
  override readonly name = 'AxbridgeError';
  readonly code: ErrorCode;
  readonly detail: string | null;

  constructor(code: ErrorCode, detail: string | null = null, options?: ErrorOptions) {
    const { title } = ERROR_CATALOGUE[code];
    super(detail === null ? title : `${title}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}
