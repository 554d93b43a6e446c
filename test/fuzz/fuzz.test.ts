import { describe, expect, it } from 'vitest';
import { corpusOf, type Finding, fuzz } from './fuzz.ts';
import { mutated } from './mutate.ts';
import { Random } from './random.ts';
import { TARGETS } from './targets/all-targets.ts';

/** New inputs of each, in seconds of what the slowest machine seen tries; `node scripts/prove-input.ts` tries more, with other seeds. */
const SECONDS = 1;
const SEED = 4475;

describe('bad input', () => {
  it.each(TARGETS.map((target) => [target.what, target] as const))(
    'does no harm: %s, those that were kept and some that are new',
    async (_, target) => {
      const { tried, findings } = await fuzz(target, { seed: SEED, count: target.perSecond * SECONDS });
      expect(tried).toBeGreaterThan(target.perSecond * SECONDS);
      expect(findings.map(inWords)).toEqual([]);
    },
    120_000,
  );

  it('is the same again with the same seed, and other input with another', () => {
    const inputs = (seed: number): string => {
      const random = new Random(seed);
      const more = { dictionary: ['word'], others: [Buffer.from('another input 123')] };
      return Array.from({ length: 50 }, () =>
        mutated(Buffer.from('one input 42'), random, more).toString('hex'),
      ).join();
    };
    expect(inputs(1)).toBe(inputs(1));
    expect(inputs(1)).not.toBe(inputs(2));
  });

  it('that does harm is found', async () => {
    const weak = {
      name: 'weak',
      what: 'a parser that does not like a quote',
      dictionary: [],
      seeds: () => [Buffer.from('harmless')],
      open: async () => ({
        take: (input: Buffer) => {
          if (input.includes('"')) throw new Error('a quote');
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
      perSecond: 1,
    };
    const { findings } = await fuzz(weak, { seed: SEED, count: 5_000 });
    expect(findings[0]?.because).toContain('a quote');
    expect(corpusOf('weak')).toEqual([]);
  });
});

function inWords({ input, because }: Finding): string {
  return `${input.subarray(0, 400).toString('latin1')} (base64 ${input.subarray(0, 4_000).toString('base64')}): ${because}`;
}
