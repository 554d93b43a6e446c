import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { Recording } from '../../domain/recording/recording.ts';
import type { OpenRecording } from '../../ports/recording-vault.ts';
import type { RecordingDesk } from '../recordings/recording-desk.ts';
import type { RecordingInput, RecordingPage, RecordingView } from '../recordings/recording-operations.ts';
import { recordingView } from '../recordings/recording-view.ts';
import type { Fence } from './fence.ts';
import { poolKey } from './pool-key.ts';

export interface TenantRecordingsOptions {
  readonly recordings: RecordingDesk;
}

/** Recordings of one tenant: of calls on numbers that were in its pools then. */
export class TenantRecordings {
  readonly #fence: Fence;
  readonly #desk: RecordingDesk;

  constructor(fence: Fence, { recordings }: TenantRecordingsOptions) {
    this.#fence = fence;
    this.#desk = recordings;
  }

  page({ pool, ...wish }: RecordingInput): RecordingPage {
    const { tenant } = this.#fence;
    const fence = pool === undefined ? { tenant } : { tenant, pool: poolKey(tenant, pool) };
    const { recordings, next } = this.#desk.recordingsOf(wish, fence);
    return { recordings: recordings.map((one) => this.#own(one)), next };
  }

  /** @throws AxbridgeError `recording-not-found`, for another tenant's too */
  find(text: string): Recording {
    const found = this.#desk.find(text);
    if (found.tenant !== this.#fence.tenant) throw new AxbridgeError('recording-not-found');
    return found;
  }

  /** @throws AxbridgeError as `find` */
  one(text: string): RecordingView {
    return this.#own(recordingView(this.find(text)));
  }

  /** @throws AxbridgeError as `find`; StoreError `store-corrupt` */
  async open(text: string): Promise<{ readonly recording: Recording; readonly sound: OpenRecording }> {
    const recording = this.find(text);
    return { recording, sound: await this.#desk.open(recording) };
  }

  /** @throws AxbridgeError as `find` */
  async hold(text: string, held: boolean): Promise<void> {
    await this.#desk.holdRecording({ recording: this.find(text).id, held });
  }

  /** @throws AxbridgeError as `find`, and `recording-held` */
  async delete(text: string): Promise<void> {
    await this.#desk.deleteRecording({ recording: this.find(text).id });
  }

  #own(view: RecordingView): RecordingView {
    return { ...view, pool: view.pool === null ? null : this.#fence.nameOf(view.pool) };
  }
}
