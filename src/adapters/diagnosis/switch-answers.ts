import { AxbridgeError } from '../../domain/error-catalogue.ts';

/** Asks one switch a question of its API. Rejects, or answers `null`, when the switch cannot be reached. */
export type AskSwitch = (command: string) => Promise<string | null>;

/** Questions of the doctor to one switch: each is asked once, and a switch that does not answer is not asked again. */
export class SwitchAnswers {
  readonly #ask: AskSwitch;
  readonly #answers = new Map<string, Promise<string | null>>();
  #silent = false;

  constructor(ask: AskSwitch) {
    this.#ask = ask;
  }

  /** @throws AxbridgeError `no-switch` */
  async to(command: string): Promise<string> {
    const known = this.#silent ? null : (this.#answers.get(command) ?? this.#ask(command));
    if (known !== null) this.#answers.set(command, known);
    const answer = await known;
    if (answer !== null) return answer;
    this.#silent = true;
    throw new AxbridgeError('no-switch');
  }
}
