/** A message as SIPp wrote it into its message log. */
export interface SippMessage {
  readonly direction: 'received' | 'sent';
  readonly bytes: Buffer;
}

const ENTRY = /(?:UDP|TCP|TLS) message (received|sent) (?:\[([0-9]+)\] bytes|\(([0-9]+) bytes\)) ?:\n\n/g;

/** Messages of a `-trace_msg` log, byte for byte: the log names the length of each. */
export function messagesIn(log: Buffer): readonly SippMessage[] {
  const text = log.toString('latin1');
  const messages: SippMessage[] = [];
  for (const match of text.matchAll(ENTRY)) {
    const start = match.index + match[0].length;
    const length = Number(match[2] ?? match[3]);
    const direction = match[1] === 'received' ? 'received' : 'sent';
    messages.push({ direction, bytes: log.subarray(start, start + length) });
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
