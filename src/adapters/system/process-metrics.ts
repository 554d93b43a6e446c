import type { Meter } from '../../ports/meter.ts';

/** Shows this process, by the names that Prometheus has for processes, and its version. */
export function measureProcess(meter: Meter, version: string): void {
  const startedAt = Date.now() / 1000 - process.uptime();
  const add = (name: string, help: string, read: () => number, type?: 'counter'): void =>
    meter.gauge({ name, help, labels: [] }, () => [{ labels: {}, value: read() }], type);
  add('process_start_time_seconds', 'When the process started.', () => startedAt);
  add('process_resident_memory_bytes', 'Memory that the process has.', () => process.memoryUsage.rss());
  add('process_cpu_seconds_total', 'Processor time that all threads have taken.', cpuSeconds, 'counter');
  const build = { name: 'axbridge_build_info', help: 'Always 1; the version is a label.' };
  meter.gauge({ ...build, labels: ['version'] }, () => [{ labels: { version }, value: 1 }]);
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
