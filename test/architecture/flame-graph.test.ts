import { describe, expect, it } from 'vitest';
import { type CpuProfile, flameGraph, flamesOf } from '../../scripts/bench/flame-graph.ts';

const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 1 });

/** `route` runs for 60 µs, of which `<get>` 20; 1000 µs nothing is done, and `seldom` is 0.1 % of what is left. */
const PROFILE: CpuProfile = {
  startTime: 1_000,
  nodes: [
    { id: 1, callFrame: frame('(root)'), children: [2, 3, 5] },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('route', 'file:///here/src/app/call-router.ts'), children: [4] },
    { id: 4, callFrame: frame('<get>', 'file:///here/node_modules/some/get.js') },
    { id: 5, callFrame: frame('seldom') },
  ],
  samples: [3, 4, 2, 5, 3],
  timeDeltas: [40, 20, 1_000, 0.06, 500],
};

describe('a flame graph', () => {
  it('has the time of each function where it was called from, without idle time and what was before and after', () => {
    const root = flamesOf(PROFILE, 1_000, 2_100);
    expect(root.us).toBeCloseTo(60.06);
    const route = root.above.get('route app/call-router.ts');
    expect([route?.us, route?.kind]).toEqual([60, 'ours']);
    expect([...(route?.above.values() ?? [])]).toMatchObject([
      { name: '<get> some/get.js', us: 20, kind: 'package' },
    ]);
  });

  it('shows every frame that is wide enough to be seen, with its share', () => {
    const svg = flameGraph('one', flamesOf(PROFILE, 1_000, 2_100));
    expect(svg).toContain('<title>route app/call-router.ts: 99.9 %</title>');
    expect(svg).toContain('<title>&lt;get> some/get.js: 33.3 %</title>');
    expect(svg).not.toContain('seldom');
  });
});
