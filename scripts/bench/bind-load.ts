import { fork } from 'node:child_process';
import { once } from 'node:events';
import { percentile, rounded } from './percentile.ts';

/** For so long it asks as fast as it is answered, and nothing counts: a program that has just begun is slow. */
export const WARM_UP_MS = 2000;

/** Binds to be asked for over HTTP. */
export interface BindLoad {
  readonly port: number;
  readonly key: string;
  readonly connections: number;
  /** Binds in one request. */
  readonly batch: number;
  readonly idempotent: boolean;
  /** Binds a second that come due, whether the ones before are answered or not; `null`: as fast as they are answered. */
  readonly perSecond: number | null;
}

/** What came of them. */
export interface Asked {
  readonly binds: number;
  readonly failures: number;
  readonly seconds: number;
  /** Of each request from when it was due. */
  readonly latenciesMs: readonly number[];
}

/** A platform that asks, as a process of its own, until it is stopped. */
export interface RunningLoad {
  stop(): Promise<Asked>;
}

export function startBinds(load: BindLoad): RunningLoad {
  const asker = fork(new URL('./bind-asker.ts', import.meta.url), [JSON.stringify(load)]);
  const result = Promise.race([
    once(asker, 'message').then(([asked]) => asked as Asked),
    once(asker, 'exit').then(() => Promise.reject(new Error('the process that asks ended without a word'))),
  ]);
  result.catch(() => undefined);
  return {
    stop: () => {
      asker.send('stop');
      return result;
    },
  };
}

export function bindFigures({ binds, failures, seconds, latenciesMs }: Asked) {
  const at = (share: number): number => rounded(percentile(latenciesMs, share));
  return {
    bindsPerSecond: Math.round(binds / seconds),
    failures,
    requestP50Ms: at(0.5),
    requestP99Ms: at(0.99),
    requestMaxMs: at(1),
  };
}
