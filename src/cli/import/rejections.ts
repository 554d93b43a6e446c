import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { printable, printableJson } from '../../domain/printable.ts';
import { csvLine } from '../csv-text.ts';
import type { Terminal } from '../terminal.ts';
import { writeOut } from '../terminal.ts';

export interface Rejection {
  readonly line: number;
  /** Of the error catalogue. */
  readonly code: string;
  /** Never repeats what the line holds. */
  readonly reason: string;
}

/** Where rejected lines are told. */
export interface RejectionSink {
  put(rejection: Rejection): Promise<void>;
  close(): Promise<void>;
}

/** One line each, as text or as JSON, between the redrawings of a progress bar that `clear` takes away. */
export function terminalRejections(terminal: Terminal, json: boolean, clear: () => void): RejectionSink {
  return {
    put: async (rejection) => {
      clear();
      const text = json
        ? printableJson({ rejected: rejection })
        : `line ${rejection.line}: ${printable(rejection.reason)}`;
      await writeOut(terminal.stderr, `${text}\n`);
    },
    close: async () => undefined,
  };
}

/**
 * A CSV file with the columns line, code and reason. It holds no numbers, and is written when there is something to write.
 * @throws AxbridgeError `file-exists`
 */
export function fileRejections(path: string): RejectionSink {
  if (existsSync(path)) throw new AxbridgeError('file-exists', path);
  let stream: WriteStream | null = null;
  let failure: Error | null = null;
  return {
    put: async ({ line, code, reason }) => {
      if (stream === null) {
        stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
        stream.on('error', (error) => {
          failure = error;
        });
        stream.write(csvLine(['line', 'code', 'reason']));
      }
      if (failure !== null) throw unwritable(path, failure);
      stream.write(csvLine([String(line), code, reason]));
    },
    close: async () => {
      const open = stream;
      if (open === null) return;
      await new Promise<void>((resolve) => open.end(() => resolve()));
      if (failure !== null) throw unwritable(path, failure);
    },
  };
}

function unwritable(path: string, cause: Error): AxbridgeError {
  return new AxbridgeError('file-unreadable', `${path} cannot be written`, { cause });
}
