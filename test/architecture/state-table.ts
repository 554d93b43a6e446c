import { step } from '../../src/domain/call/call-flow.ts';
import { INPUTS, STATES } from '../domain/call/given.ts';

/** A row for each input, a column for each state: the state that follows, or a dot where the input is ignored. */
export function stateTable(): readonly string[] {
  const states = Object.values(STATES).filter(({ tag }) => tag !== 'ended');
  const rows = Object.values(INPUTS).map((input) => {
    const cells = states.map((state) => {
      const { next, actions } = step(state, input);
      return actions.some((action) => action.do === 'ignore') ? '·' : next.tag;
    });
    return `| \`${input.kind}\` | ${cells.join(' | ')} |`;
  });
  return [
    `| input | ${states.map(({ tag }) => tag).join(' | ')} |`,
    `|---|${states.map(() => '---|').join('')}`,
    ...rows,
  ];
}
