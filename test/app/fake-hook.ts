import type { HookReply, RouteHook, RouteQuestion } from '../../src/ports/route-hook.ts';

/** The port of webhooks whose questions a test looks at and answers. */
export class FakeHook implements RouteHook {
  readonly questions: RouteQuestion[] = [];
  readonly #waiting: ((reply: HookReply) => void)[] = [];

  ask(question: RouteQuestion): Promise<HookReply> {
    this.questions.push(question);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Answers the oldest open question. */
  answer(reply: HookReply): void {
    const resolve = this.#waiting.shift();
    if (resolve === undefined) throw new Error('no question is open');
    resolve(reply);
  }

  close(): void {}
}
