import { beforeEach, describe, expect, it } from 'vitest';
import { AxbridgeError } from '../../src/domain/error-catalogue.ts';
import { Switchboard } from './switchboard.ts';

const A = '13800138000';
const B = '13800138001';

describe('the store desk', () => {
  let board: Switchboard;

  beforeEach(async () => {
    board = new Switchboard();
    await board.bindings.addPool({ pool: 'main', range: '+8617000000001-+8617000000002' });
  });

  const bind = (changes: object = {}) => board.bindings.bind({ a: A, b: B, showNumbers: false, ...changes });

  async function codeOf(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => 'no error',
      (error: unknown) => (error instanceof AxbridgeError ? error.code : error),
    );
  }

  it('gives a new pool the language of the settings unless it names one, and leaves a known pool its own', async () => {
    board.language = 'en';
    expect(await board.bindings.addPool({ pool: 'new' })).toMatchObject({ language: 'en' });
    expect(await board.bindings.addPool({ pool: 'own', language: 'zh' })).toMatchObject({ language: 'zh' });
    expect(await board.bindings.addPool({ pool: 'main', sticky: true })).toMatchObject({ language: 'zh' });
  });

  it('binds with the only pool, for as long as configured', async () => {
    const bound = await bind();
    expect(bound).toMatchObject({ pool: 'main', mode: 'two-way', state: 'live', existing: false });
    expect(Date.parse(bound.expiresAt ?? '')).toBe(board.clock.now() + 86_400_000);
  });

  it('reads every spelling of a party as one', async () => {
    await bind();
    expect(await bind({ a: '+86 138-0013-8000', b: '008613800138001' })).toMatchObject({ existing: true });
  });

  it('masks numbers unless they are asked for', async () => {
    expect(await bind()).toMatchObject({ a: '+861****8000' });
    expect(await bind({ showNumbers: true })).toMatchObject({ a: '+8613800138000', b: '+8613800138001' });
  });

  it('wants the pool named when there are several, unless X names it', async () => {
    await board.bindings.addPool({ pool: 'other', range: '95000001-95000009' });
    expect(await codeOf(bind())).toBe('pool-unclear');
    expect(await bind({ x: '95000001' })).toMatchObject({ pool: 'other', x: '95000001' });
    expect(await bind({ pool: 'main' })).toMatchObject({ pool: 'main' });
  });

  it.each([
    [{ a: '12345' }, 'number-invalid'],
    [{ b: A }, 'same-party'],
    [{ x: '17099999999' }, 'number-not-in-pool'],
    [{ x: 'x' }, 'privacy-number-invalid'],
    [{ expires: 'soon' }, 'input-invalid'],
    [{ expires: '2001-01-01T00:00:00Z' }, 'input-invalid'],
    [{ afterCall: '1' }, 'input-invalid'],
    [{ reference: 'x'.repeat(129) }, 'input-invalid'],
    [{ reference: 'a\u001b[2J' }, 'input-invalid'],
    [{ pool: 'nowhere' }, 'pool-unknown'],
  ])('refuses %j as %s', async (changes, code) => {
    expect(await codeOf(bind(changes))).toBe(code);
  });

  it('says which party is exhausted and what would help', async () => {
    await bind();
    await bind({ b: '13800138002' });
    await expect(bind({ b: '13800138003' })).rejects.toThrow(/party A used up its 2 numbers \(A has 2 bound/);
  });

  it('takes many at once, in their order, one bad row harming no other', async () => {
    const rows = [
      { a: A, b: B },
      { a: 'x', b: B },
      { a: A, b: A },
      { a: A, b: '13800138002' },
    ];
    const results = await board.bindings.bindMany({ rows });
    expect(results.map((result) => (result.ok ? 'bound' : result.code))).toEqual([
      'bound',
      'number-invalid',
      'same-party',
      'bound',
    ]);
  });

  it('releases by id, or by a party and its X', async () => {
    const one = await bind();
    const two = await bind({ b: '13800138002' });
    expect(await board.bindings.unbind({ id: one.id })).toMatchObject({ state: 'released' });
    expect(await board.bindings.unbind({ party: A, x: two.x })).toMatchObject({
      id: two.id,
      state: 'released',
    });
    expect(await codeOf(board.bindings.unbind({ id: one.id }))).toBe('binding-ended');
    expect(await codeOf(board.bindings.unbind({ id: 999 }))).toBe('binding-not-found');
    expect(await codeOf(board.bindings.unbind({}))).toBe('input-invalid');
  });

  it('explains the way of a call', async () => {
    const { x, id } = await bind();
    const route = await board.bindings.route({ caller: B, x, showNumbers: true });
    expect(route).toMatchObject({ decision: 'connect', callee: '+8613800138000' });
    expect(route.explanation).toMatch(
      new RegExp(`^binding ${id} \\(two-way\\) is live until .*its party B$`),
    );
    expect(await board.bindings.route({ caller: 'anonymous', x, showNumbers: false })).toMatchObject({
      reason: 'caller-withheld',
      prompt: 'caller-withheld',
      cause: 'CALL_REJECTED',
    });
  });

  it('refuses treatments that cannot be carried out', async () => {
    const unknownPrompt = { 'no-binding': { prompt: 'song', cause: 'CALL_REJECTED' } };
    const unknownCause = { 'no-binding': { prompt: null, cause: 'BORED' } };
    expect(await codeOf(board.bindings.addPool({ pool: 'main', refusals: unknownPrompt }))).toBe(
      'input-invalid',
    );
    expect(await codeOf(board.bindings.addPool({ pool: 'main', refusals: unknownCause }))).toBe(
      'input-invalid',
    );
  });

  it.each([
    ['Main', 'input-invalid'],
    ['../x', 'input-invalid'],
  ])('refuses the pool name %s', async (pool, code) => {
    expect(await codeOf(board.bindings.addPool({ pool, range: '95000001' }))).toBe(code);
  });

  it('refuses ranges that overlap, in any reading', async () => {
    const add = (range: string) => codeOf(board.bindings.addPool({ pool: 'other', range }));
    expect(await add('+8617000000002-+8617000000003')).toBe('range-overlaps');
    expect(await add('17000000003')).toBe('no error');
    await board.bindings.addPool({ pool: 'service', range: '95000001-95000009' });
    expect(await add('+8695000005')).toBe('range-overlaps');
  });
});
