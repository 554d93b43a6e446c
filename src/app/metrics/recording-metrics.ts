import type { Clock } from '../../ports/clock.ts';
import type { Counter, Meter } from '../../ports/meter.ts';
import type { KeepingWatch } from '../recordings/recording-keeper.ts';
import type { SpaceGuard } from '../recordings/space-guard.ts';

/** Measures what becomes of recordings. */
export class RecordingMetrics implements KeepingWatch {
  readonly #clock: Clock;
  readonly #kept: Counter<'format'>;
  readonly #bytes: Counter<'format'>;
  readonly #salvaged: Counter<never>;
  readonly #failures: Counter<'step'>;
  readonly #dropped: Counter<never>;
  #waiting = 0;
  #oldestAt: number | null = null;
  #guard: Pick<SpaceGuard, 'mayRecord' | 'space'> | null = null;

  constructor(meter: Meter, clock: Clock) {
    this.#clock = clock;
    const counter = <Name extends string = never>(
      name: string,
      help: string,
      labels: readonly Name[] = [],
    ): Counter<Name> => meter.counter({ name: `axbridge_recordings_${name}_total`, help, labels });
    this.#kept = counter('kept', 'Recordings that were sealed.', ['format']);
    this.#bytes = counter('kept_bytes', 'Bytes of recordings that were sealed.', ['format']);
    this.#salvaged = counter('salvaged', 'Recordings whose switch had died while it wrote them.');
    this.#failures = counter('failures', 'Steps that failed: they are tried again, or done without.', [
      'step',
    ]);
    this.#dropped = counter('empty', 'Recordings without any sound, which were dropped.');
    this.#gauges(meter);
  }

  /** Shows its space, too, from now on. */
  watch(guard: Pick<SpaceGuard, 'mayRecord' | 'space'>): void {
    this.#guard = guard;
  }

  kept(format: string, bytes: number, isSalvaged: boolean): void {
    this.#kept.add({ format });
    this.#bytes.add({ format }, bytes);
    if (isSalvaged) this.#salvaged.add({});
  }

  failed(step: 'keep' | 'encode'): void {
    this.#failures.add({ step });
  }

  dropped(): void {
    this.#dropped.add({});
  }

  waiting(files: number, oldestAt: number | null): void {
    this.#waiting = files;
    this.#oldestAt = oldestAt;
  }

  #gauges(meter: Meter): void {
    meter.gauge(
      {
        name: 'axbridge_recordings_waiting',
        help: 'Files in the spool of calls that we do not have, which are not kept yet.',
        labels: [],
      },
      () => [{ labels: {}, value: this.#waiting }],
    );
    meter.gauge(
      {
        name: 'axbridge_recordings_oldest_waiting_seconds',
        help: 'Since when the oldest of them was not written to.',
        labels: [],
      },
      () => [
        { labels: {}, value: this.#oldestAt === null ? 0 : (this.#clock.now() - this.#oldestAt) / 1000 },
      ],
    );
    meter.gauge(
      {
        name: 'axbridge_recordings_free_bytes',
        help: 'Room where recordings are written and where they are kept.',
        labels: ['place'],
      },
      () => this.#guard?.space.map(({ place, freeBytes }) => ({ labels: { place }, value: freeBytes })) ?? [],
    );
    meter.gauge(
      {
        name: 'axbridge_recordings_allowed',
        help: '1 while there is room to record calls.',
        labels: [],
      },
      () => (this.#guard === null ? [] : [{ labels: {}, value: Number(this.#guard.mayRecord()) }]),
    );
  }
}
