import type { WriteMessage, WriterOrders } from './write-order.ts';

/** At most so many orders share a commit, so that the first of them does not wait for all the others. */
const GROUP_ORDERS = 1000;
/** Fewer rows than this are written at once: nobody who comes alone waits for others. */
const FEW_ROWS = 8;
/** So many are worth a commit of their own. */
const ENOUGH_ROWS = 128;
/** For so long more are waited for, in milliseconds, and so long altogether. */
const STEP_MS = 2;
const MOST_MS = 6;

/** Orders that share a commit. */
export interface OrderGroup {
  readonly orders: readonly WriteMessage[];
  /** The store is to be closed behind them. */
  readonly isLast: boolean;
}

/**
 * Gathers the orders that share a commit: all that are there, and while there is a press also those that come within a few
 * milliseconds. A commit costs as much processor time as ten binds, and it writes each page that many of them changed once.
 * @param received the next orders, if there are any
 * @param sleep in milliseconds
 */
export function gatheredGroup(
  first: WriterOrders,
  received: () => WriterOrders | undefined,
  sleep: (ms: number) => void,
): OrderGroup {
  const orders: WriteMessage[] = [];
  let rows = 0;
  const isLast = takeAll(first);
  if (isLast) return { orders, isLast };
  for (let waitedMs = 0; rows >= FEW_ROWS && rows < ENOUGH_ROWS && waitedMs < MOST_MS; waitedMs += STEP_MS) {
    sleep(STEP_MS);
    const next = received();
    if (next === undefined) break;
    if (takeAll(next)) return { orders, isLast: true };
  }
  return { orders, isLast: false };

  /** @returns true at the last message of all */
  function takeAll(from: WriterOrders): boolean {
    for (let next: WriterOrders | undefined = from; next !== undefined; next = received()) {
      if (next === 'close') return true;
      orders.push(...next);
      for (const message of next) rows += rowsOf(message);
      if (orders.length >= GROUP_ORDERS) return false;
    }
    return false;
  }
}

function rowsOf({ order }: WriteMessage): number {
  return order.kind === 'bind' ? order.requests.length : 1;
}
