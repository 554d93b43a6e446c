import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { type RecordingId, recordingId } from '../../domain/recording/recording.ts';
import type { Clock } from '../../ports/clock.ts';
import type { KeyMaterial } from '../../ports/key-material.ts';

const TOKEN = /^([0-9a-f-]{36})\.([0-9]{10,12})\.([A-Za-z0-9_-]{43})$/;

/** Links that open one recording for a short time, to whoever has them. Nothing is kept of them: they are signed. */
export class RecordingLinks {
  readonly #material: Pick<KeyMaterial, 'signLink' | 'isLinkSigned'>;
  readonly #clock: Clock;

  constructor(material: Pick<KeyMaterial, 'signLink' | 'isLinkSigned'>, clock: Clock) {
    this.#material = material;
    this.#clock = clock;
  }

  make(id: RecordingId, seconds: number): { readonly token: string; readonly expiresAt: EpochMs } {
    const expires = Math.floor(this.#clock.now() / 1000) + seconds;
    const signature = this.#material.signLink(signed(id, expires));
    return { token: `${id}.${expires}.${signature}`, expiresAt: expires * 1000 };
  }

  /** @throws AxbridgeError `link-invalid`, the same whatever is wrong with it */
  read(token: string): RecordingId {
    const [, name = '', expires = '', signature = ''] = TOKEN.exec(token) ?? [];
    const id = recordingId(name);
    const isGenuine = id !== undefined && this.#material.isLinkSigned(signed(id, Number(expires)), signature);
    if (!isGenuine || this.#clock.now() >= Number(expires) * 1000) throw new AxbridgeError('link-invalid');
    return id;
  }
}

function signed(id: RecordingId, expires: number): string {
  return `recording ${id} until ${expires}`;
}
