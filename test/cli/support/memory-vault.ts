import type { Recording, RecordingId } from '../../../src/domain/recording/recording.ts';
import type { OpenRecording, RecordingVault } from '../../../src/ports/recording-vault.ts';

/** Sounds that a test lays down, in the clear. */
export class MemoryVault implements Pick<RecordingVault, 'open' | 'remove'> {
  readonly sounds = new Map<RecordingId, Uint8Array>();

  async open({ id }: Recording): Promise<OpenRecording> {
    const sound = this.sounds.get(id) ?? new Uint8Array();
    return {
      read: async function* read(first, last) {
        yield sound.subarray(first, last + 1);
      },
      close: async () => undefined,
    };
  }

  async remove({ id }: Recording): Promise<void> {
    this.sounds.delete(id);
  }
}
