import type { CallView } from '../../app/operations.ts';
import { printable, printableJson } from '../../domain/printable.ts';
import type { Session } from '../session.ts';
import { writeOut } from '../terminal.ts';

/** A line for each call that begins, changes its stage, or is gone: for programs, files and pipes. */
export class ChangeLines {
  readonly #session: Session;
  #before: ReadonlyMap<string, CallView> = new Map();
  #away = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /** @param calls `null` while the daemon is away: what became of the calls is seen when it is back */
  async show(calls: readonly CallView[] | null): Promise<void> {
    this.#noteAway(calls === null);
    if (calls === null) return;
    const now = new Map(calls.map((call) => [call.call, call]));
    for (const call of calls)
      if (this.#before.get(call.call)?.stage !== call.stage) await this.#print(call, call.stage);
    for (const call of this.#before.values()) if (!now.has(call.call)) await this.#print(call, 'gone');
    this.#before = now;
  }

  #noteAway(away: boolean): void {
    if (away !== this.#away)
      this.#session.tell(away ? 'The daemon is away: waiting for it.' : 'The daemon is back.');
    this.#away = away;
  }

  async #print(call: CallView, stage: string): Promise<void> {
    const { caller, x, callee } = call;
    const line = this.#session.json
      ? printableJson({ ...call, stage })
      : printable(`${call.call}  ${stage.padEnd(13)}  ${caller ?? '-'}  ${x ?? '-'}  ${callee ?? '-'}`);
    await writeOut(this.#session.terminal.stdout, `${line}\n`);
  }
}
