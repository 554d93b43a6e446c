import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventFiles } from '../../../src/adapters/event-file/event-files.ts';
import { MemoryEventLog } from '../../../src/adapters/memory/memory-event-log.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import type { TenantId } from '../../../src/domain/access/tenant.ts';
import { KeptLog } from '../../app/switchboard.ts';
import { answered, created, incoming, shop, T0 } from '../../domain/event/given.ts';

const DAY_MS = 86_400_000;

describe('files of events', () => {
  let directory: string;
  let events: MemoryEventLog;
  let files: EventFiles;
  let at: number;
  let rules = { maxBytes: 1_000_000, keepDays: null as number | null };
  const log = new KeptLog();

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'axbridge-event-files-'));
    events = new MemoryEventLog();
    at = T0;
    rules = { maxBytes: 1_000_000, keepDays: null };
    files = begin();
  });

  afterEach(async () => {
    await files.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  function begin(): EventFiles {
    const system = new SystemClock();
    const clock = { now: () => at, after: system.after.bind(system) };
    const begun = new EventFiles({ events, directory: () => directory, rules: () => rules, clock, log });
    begun.start();
    return begun;
  }

  const names = (tenant = 'default') => readdirSync(join(directory, tenant)).toSorted();
  const linesOf = (tenant = 'default'): readonly { number: number; data: object }[] =>
    names(tenant).flatMap((name) =>
      readFileSync(join(directory, tenant, name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    );
  const numbers = (tenant = 'default') => linesOf(tenant).map(({ number }) => number);
  const written = (count: number, tenant = 'default') =>
    vi.waitFor(() => expect(numbers(tenant)).toHaveLength(count), { timeout: 10_000, interval: 10 });

  it('hold one event a line, masked, each tenant its own, for the owner only', async () => {
    await events.add([incoming(), shop(created()), answered()]);
    await written(2);
    await written(1, 'shop');
    expect(linesOf()[0]).toMatchObject({
      id: 'default_1',
      type: 'call.incoming',
      at: '2026-01-31T08:00:00.000Z',
      data: { caller: '+861****8000' },
    });
    expect(names()).toEqual(['2026-01-31-000000000001.jsonl']);
    const text = readFileSync(join(directory, 'shop', names('shop')[0] ?? ''), 'utf8');
    expect(text).not.toContain('13800138');
    expect(statSync(join(directory, 'default', names()[0] ?? '')).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'default')).mode & 0o777).toBe(0o700);
  });

  it('go on with the number after the last one, and lose nothing to half a line of a crash', async () => {
    await events.add([incoming(), answered()]);
    await written(2);
    await files.stop();
    appendFileSync(join(directory, 'default', names()[0] ?? ''), '{"id":"default_3","numb');
    await events.add([answered(), answered()]);
    files = begin();
    await written(4);
    expect(numbers()).toEqual([1, 2, 3, 4]);
    expect(names()).toHaveLength(1);
    await files.stop();
    writeFileSync(join(directory, 'default', '2026-02-01-000000000005.jsonl'), '{"half', { mode: 0o600 });
    await events.add([answered()]);
    files = begin();
    await written(5);
    expect(numbers()).toEqual([1, 2, 3, 4, 5]);
  });

  it('begin anew each day, and when one is full', async () => {
    rules = { ...rules, maxBytes: 1_200 };
    await events.add(Array.from({ length: 8 }, () => answered()));
    await written(8);
    const full = names();
    expect(full.length).toBeGreaterThan(1);
    for (const name of full)
      expect(statSync(join(directory, 'default', name)).size).toBeLessThanOrEqual(1_200);
    at += DAY_MS;
    await events.add([answered()]);
    await written(9);
    expect(names().at(-1)).toBe('2026-02-01-000000000009.jsonl');
    expect(numbers()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('stay so many days as the settings say', async () => {
    rules = { ...rules, keepDays: 2 };
    for (let day = 0; day < 5; day += 1) {
      await events.add([answered()]);
      await vi.waitFor(() => expect(numbers().at(-1)).toBe(day + 1));
      at += DAY_MS;
    }
    expect(numbers()).toEqual([3, 4, 5]);
  });

  it('wait for a disk that cannot be written, and tell so', async () => {
    await files.stop();
    rmSync(directory, { recursive: true });
    writeFileSync(directory, 'in the way');
    files = begin();
    await events.add([answered({ tenant: 'default' as TenantId })]);
    await vi.waitFor(() =>
      expect(log.lines.map(({ message }) => message)).toContain('events could not be written to files'),
    );
    rmSync(directory);
    await written(1).catch(() => undefined);
    expect(numbers()).toEqual([1]);
  });
});
