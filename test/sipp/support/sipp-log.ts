/** A message as SIPp wrote it into its message log. */
export interface SippMessage {
  readonly direction: 'received' | 'sent';
  /** Epoch microseconds. */
  readonly atUs: number;
  readonly bytes: Buffer;
}

/** The instant is in the time zone of the process: SIPp runs in UTC. */
const ENTRY =
  /-{20,} ([0-9-]{10}) ([0-9:]{8})\.([0-9]{6})\n(?:UDP|TCP|TLS) message (received|sent) (?:\[([0-9]+)\] bytes|\(([0-9]+) bytes\)) ?:\n\n/g;

/** Messages of a `-trace_msg` log, byte for byte: the log names the length of each. */
export function messagesIn(log: Buffer): readonly SippMessage[] {
  const text = log.toString('latin1');
  const messages: SippMessage[] = [];
  for (const match of text.matchAll(ENTRY)) {
    const start = match.index + match[0].length;
    const length = Number(match[5] ?? match[6]);
    const direction = match[4] === 'received' ? 'received' : 'sent';
    const atUs = Date.parse(`${match[1]}T${match[2]}Z`) * 1000 + Number(match[3]);
    messages.push({ direction, atUs, bytes: log.subarray(start, start + length) });
  }
  return messages;
}

/** What SIPp counted (`-trace_stat`), at its end. */
export interface SippStatistics {
  readonly created: number;
  readonly successful: number;
  readonly failed: number;
  readonly retransmissions: number;
}

/** The last line of a statistics file; zeros when SIPp ended before it wrote one. */
export function statisticsIn(csv: string): SippStatistics {
  const [head = '', ...rows] = csv.trim().split('\n');
  const names = head.split(';');
  const last = rows.at(-1)?.split(';') ?? [];
  const counted = (name: string): number => Number(last[names.indexOf(name)] ?? 0);
  return {
    created: counted('TotalCallCreated'),
    successful: counted('SuccessfulCall(C)'),
    failed: counted('FailedCall(C)'),
    retransmissions: counted('Retransmissions(C)'),
  };
}
