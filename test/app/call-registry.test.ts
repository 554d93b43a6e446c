import { expect, it } from 'vitest';
import type { CallId } from '../../src/domain/call/leg.ts';
import { party, wish } from '../contract/binding-store.fixtures.ts';
import { takeCensus } from '../simulation/census.ts';
import { Switchboard } from './switchboard.ts';

it('forgets every leg of a callback whose first party was not reached by one gateway, and not by the next', async () => {
  const board = new Switchboard();
  await board.bindings.addPool({ pool: 'main', range: '+8617000000001' });
  const bound = await board.store.bind(
    wish({ pool: 'main', a: party(1), b: party(2), at: board.clock.now() }),
  );
  if (!bound.ok) throw new Error('not bound');
  const { id: binding, x } = bound.binding;
  const mark = { binding, x, firstSide: 'a', flow: 'callback' } as const;
  const call: CallId = board.desk.callback({
    node: board.node,
    mark,
    party: party(1),
    callee: party(2),
    shown: x,
  });
  for (const cause of ['NORMAL_TEMPORARY_FAILURE', 'NORMAL_TEMPORARY_FAILURE'] as const)
    board.tell({ kind: 'party-not-reached', call, at: board.clock.now(), cause });
  await board.desk.settled();
  expect(board.node.partyCalls).toHaveLength(2);
  const kept = [...takeCensus({ desk: board.desk })].filter(([path]) => path.includes('#registry'));
  expect(kept.map(([, count]) => count)).toEqual([0, 0]);
});
