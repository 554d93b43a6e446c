import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SipInput } from '../fuzz/sip-input.ts';
import { TORTURE_CASES } from '../fuzz/torture-messages.ts';
import { present } from './support/site.ts';

const CALLS = 75;
const ANSWERED = 25;
const SEED = 4475;

describe.skipIf(!present)('SIP that is made to do harm, sent to a real FreeSWITCH with the daemon', () => {
  let input: SipInput;

  beforeAll(async () => {
    input = await SipInput.start();
  });
  afterAll(async () => {
    await input?.[Symbol.asyncDispose]();
  });

  test('is all 49 messages of RFC 4475', () => {
    expect(TORTURE_CASES).toHaveLength(49);
    expect(new Set(TORTURE_CASES.map(({ name }) => name)).size).toBe(49);
  });

  test('reaches nobody when it comes from a stranger', async () => {
    await input.strangers();
    expect(input.findings).toEqual([]);
  });

  test('leaves switch and daemon as they were: the next call is well after each message of the RFC', async () => {
    await input.torture();
    expect(input.findings).toEqual([]);
  });

  test('in the place of a caller ID, or of any other value, is a call to the right person or to nobody', async () => {
    await input.callers(CALLS, SEED);
    expect(input.findings).toEqual([]);
  });

  test('in the answers of a callee ends that call, and the next one is well', async () => {
    await input.callees(ANSWERED, SEED);
    expect(input.findings).toEqual([]);
  });

  test('has told nobody a number, and left none in the logs', async () => {
    await input.judge();
    expect(input.findings).toEqual([]);
    expect(input.tried).toBe(2 * TORTURE_CASES.length + CALLS + ANSWERED);
  });
});
