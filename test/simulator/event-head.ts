import type { Core } from './core.ts';
import type { Header } from './switch-event.ts';

/** The headers that every event of the real switch begins with. */
export function eventHead(core: Core, name: string, sequence: number): readonly Header[] {
  const at = new Date(core.clock.now());
  return [
    ['Event-Name', name],
    ['Core-UUID', core.coreUuid],
    ['FreeSWITCH-Hostname', core.settings.hostname],
    ['FreeSWITCH-Switchname', core.settings.hostname],
    ['FreeSWITCH-IPv4', '127.0.0.1'],
    ['FreeSWITCH-IPv6', '::1'],
    ['Event-Date-Local', stamp(at)],
    ['Event-Date-GMT', at.toUTCString()],
    ['Event-Date-Timestamp', String(core.nowUs())],
    ['Event-Calling-File', 'simulator'],
    ['Event-Calling-Function', 'simulator'],
    ['Event-Calling-Line-Number', '1'],
    ['Event-Sequence', String(sequence)],
  ];
}

/** `2026-11-21 09:19:51`; the simulated switch lives in UTC. */
export function stamp(at: Date): string {
  return at.toISOString().slice(0, 19).replace('T', ' ');
}
