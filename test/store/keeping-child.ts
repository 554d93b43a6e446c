/** Keeps what is in a spool, and prints the name of each file that it is about to remove; is killed by the test that started it. */
import { DirectoryVault } from '../../src/adapters/recordings/directory-vault.ts';
import { DirectoryRecordingSpool } from '../../src/adapters/recordings/recording-spool.ts';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import { RandomIdSource } from '../../src/adapters/system/random-id-source.ts';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { RecordingKeeper } from '../../src/app/recordings/recording-keeper.ts';
import type { SpooledRecording } from '../../src/ports/recording-spool.ts';

const [path = '', key = '', spoolPath = '', directory = ''] = process.argv.slice(2);
const store = await SqliteBindingStore.open({ path, key: MasterKey.parse(key, 'argument') });
const nothing = (): void => undefined;

class TellingSpool extends DirectoryRecordingSpool {
  override async remove(file: SpooledRecording): Promise<void> {
    process.stdout.write(`${file.name}\n`);
    await super.remove(file);
  }
}

const keeper = new RecordingKeeper({
  store: store.recordings,
  vault: new DirectoryVault({ spool: spoolPath, directory }),
  spool: new TellingSpool({ directory: spoolPath, onOddity: nothing }),
  cdrs: store.cdrs,
  ids: new RandomIdSource(),
  clock: new SystemClock(),
  log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  watch: { kept: nothing, failed: nothing, dropped: nothing, waiting: nothing },
  isLive: () => false,
  encoder: () => 'none',
  retentionMs: () => 36_500 * 86_400_000,
});
for (;;) await keeper.look();
