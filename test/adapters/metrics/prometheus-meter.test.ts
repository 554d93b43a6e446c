import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PrometheusMeter } from '../../../src/adapters/metrics/prometheus-meter.ts';
import { readExposition } from '../../support/exposition.ts';

describe('the text for Prometheus', () => {
  it('is that of the format, line by line', () => {
    const meter = new PrometheusMeter();
    const ended = meter.counter({ name: 'b_total', help: 'Ended.\nAll \\ of them.', labels: ['outcome'] });
    ended.add({ outcome: 'busy' });
    ended.add({ outcome: 'busy' }, 2);
    ended.add({ outcome: 'a"b\\c\nd' });
    const took = meter.histogram({ name: 'c_seconds', help: 'Took.', labels: ['node'], bounds: [0.1, 1] });
    for (const seconds of [0.1, 0.5, 1.5]) took.observe({ node: 'one' }, seconds);
    meter.gauge({ name: 'a', help: 'Now.', labels: [] }, () => [{ labels: {}, value: 1.5 }]);
    expect(meter.text()).toBe(
      [
        '# HELP a Now.',
        '# TYPE a gauge',
        'a 1.5',
        '# HELP b_total Ended.\\nAll \\\\ of them.',
        '# TYPE b_total counter',
        'b_total{outcome="busy"} 3',
        'b_total{outcome="a\\"b\\\\c\\nd"} 1',
        '# HELP c_seconds Took.',
        '# TYPE c_seconds histogram',
        'c_seconds_bucket{node="one",le="0.1"} 1',
        'c_seconds_bucket{node="one",le="1"} 2',
        'c_seconds_bucket{node="one",le="+Inf"} 3',
        'c_seconds_sum{node="one"} 2.1',
        'c_seconds_count{node="one"} 3',
        '',
      ].join('\n'),
    );
  });

  it('gives back every label and every number that went in', () => {
    const anything = fc.string({
      unit: fc.constantFrom('a', '"', '\\', '\n', '{', '}', ',', '=', ' ', '号'),
    });
    fc.assert(
      fc.property(anything, anything, fc.double(), (one, other, value) => {
        const meter = new PrometheusMeter();
        meter.gauge({ name: 'a', help: 'Now.', labels: ['one', 'other'] }, () => [
          { labels: { one, other }, value },
        ]);
        const [sample] = readExposition(meter.text()).get('a')?.samples ?? [];
        expect(sample?.labels).toEqual({ one, other });
        expect(sample?.value).toEqual(Object.is(value, -0) ? 0 : value);
      }),
    );
  });

  it('refuses a metric that is there already, and names and bounds that are none', () => {
    const meter = new PrometheusMeter();
    const described = { name: 'a_total', help: 'A.', labels: [] };
    meter.counter(described);
    expect(() => meter.counter(described)).toThrow('a_total is there already');
    expect(() => meter.counter({ ...described, name: 'B' })).toThrow('not the name');
    expect(() => meter.counter({ ...described, name: 'b', labels: ['le'] })).toThrow('not the name');
    expect(() => meter.histogram({ ...described, name: 'b', bounds: [1, 1] })).toThrow('do not ascend');
  });
});
