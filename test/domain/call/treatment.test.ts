import { describe, expect, it } from 'vitest';
import { isHangupCause } from '../../../src/domain/call/hangup-cause.ts';
import { PROMPTS } from '../../../src/domain/call/prompt.ts';
import { DEFAULT_TREATMENTS, treatmentOf } from '../../../src/domain/call/treatment.ts';

const FAILURES = [
  'busy',
  'no-answer',
  'rejected',
  'unreachable',
  'unassigned',
  'switch-busy',
  'switch-failure',
];

describe('the built-in treatments', () => {
  const all = Object.entries(DEFAULT_TREATMENTS);

  it('have each its own prompt, but for what nobody shall tell apart, and for a stranger address', () => {
    const { 'number-unknown': unknown, 'source-unknown': stranger, ...others } = DEFAULT_TREATMENTS;
    const prompts = Object.values(others).map(({ prompt }) => prompt);
    expect(new Set(prompts).size).toBe(prompts.length);
    for (const prompt of prompts) expect(PROMPTS).toContain(prompt);
    expect(unknown.prompt).toBe(others['no-binding'].prompt);
    expect(stranger.prompt).toBeNull();
  });

  it('have for each reason to refuse a cause of its own, which FreeSWITCH knows', () => {
    const causes = all.filter(([treated]) => !FAILURES.includes(treated)).map(([, { cause }]) => cause);
    expect(causes.length).toBe(all.length - FAILURES.length);
    expect(new Set(causes).size).toBe(causes.length);
    expect(causes.every(isHangupCause)).toBe(true);
  });
});

describe('the treatments of a pool', () => {
  it('count where they can be carried out, part by part', () => {
    const own = { 'pin-wrong': { prompt: 'no-such-prompt', cause: 'USER_BUSY' } };
    expect(treatmentOf('pin-wrong', own)).toEqual({ prompt: 'pin-wrong', cause: 'USER_BUSY' });
    expect(treatmentOf('pin-locked', own)).toEqual(DEFAULT_TREATMENTS['pin-locked']);
  });
});
