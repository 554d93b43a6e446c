import { readFileSync } from 'node:fs';

/** The kernel counts processor time in hundredths of a second (`USER_HZ`). */
const TICKS_A_SECOND = 100;

/** What a process has used until now, all threads. */
export interface ProcessCost {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** @throws Error when there is no such process */
export function processCost(pid: number): ProcessCost {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const resident = /VmRSS:\s+([0-9]+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND,
    residentBytes: Number(resident) * 1024,
  };
}

/** Datagrams that programs of this machine have received until now (`/proc/net/snmp`). */
export function datagramsReceived(): number {
  const [names = '', values = ''] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Udp:'));
  return Number(values.split(' ')[names.split(' ').indexOf('InDatagrams')]);
}
