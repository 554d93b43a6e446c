import type { WriteAnswer, WriteOrder, WriteReply } from './write-order.ts';

/** What became of an order, as a word for each thing that it asked for: `done`, `renewed`, or the reason why not. */
export function resultsOf({ kind }: Pick<WriteOrder, 'kind'>, answer: WriteAnswer): readonly string[] {
  if (kind === 'bind' && Array.isArray(answer)) return answer.map(bindResultOf);
  return [wordOf(answer)];
}

function bindResultOf(outcome: object): string {
  if ('refusal' in outcome) return reasonOf(outcome.refusal);
  return 'existing' in outcome && outcome.existing === true ? 'renewed' : 'done';
}

/** Every reason is one of a closed list, whether it comes by itself or with what it is about. */
function wordOf(answer: WriteAnswer): string {
  if (typeof answer === 'string') return answer;
  return typeof answer === 'object' && answer !== null && 'reason' in answer ? reasonOf(answer) : 'done';
}

function reasonOf(refusal: unknown): string {
  return typeof refusal === 'object' && refusal !== null && 'reason' in refusal
    ? String(refusal.reason)
    : 'refused';
}

/** How many things were ordered that it tells of. */
export function rowsOf(reply: WriteReply): number {
  return 'answer' in reply && Array.isArray(reply.answer) ? reply.answer.length : 1;
}
