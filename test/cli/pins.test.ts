import { beforeEach, describe, expect, test } from 'vitest';
import { type CommandLine, commandLine } from './support/command-line.ts';

const A = '+8613800138000';
const B = '+8613800138001';
const X = '+8617000000003';
let line: CommandLine;

beforeEach(async () => {
  line = commandLine();
  await line.run(['pool', 'add', 'cars', '+8617000000001-+8617000000009']);
});

describe('PINs on the command line', () => {
  test('are taken, and never shown', async () => {
    const pins = ['--pin-a', '471108', '--ask-pin', 'other-phone', '--remember-phones'];
    const { stdout } = await line.run(['bind', A, B, '--x', X, ...pins]);
    expect(stdout).toMatch(/PINs +of A, from other phones, phones are remembered\n/);
    const json = (await line.run(['bindings', '--json', '--show-numbers'])).stdout;
    expect(JSON.parse(json).policy.strangers).toMatchObject({
      withheld: 'refuse',
      otherPhone: 'pin',
      pins: { a: true, b: false },
      remember: true,
    });
    expect(stdout + json).not.toContain('471108');
    const both = (await line.run(['bind', A, B, '--pin-a', '1234', '--pin-b', '12345'])).stdout;
    expect(both).toMatch(/PINs +of A and B, from other phones and withheld numbers\n/);
  });

  test('are wanted of a caller on another phone, as the route says', async () => {
    await line.run(['bind', A, B, '--x', X, '--pin-a', '471108', '--ask-pin', 'other-phone']);
    const route = await line.run(['route', '+8613800138009', X]);
    expect(route.stdout).toContain('the caller is asked for a PIN first (binding 1)');
    expect((await line.run(['route', 'anonymous', X])).stdout).toContain('is withheld');
  });

  test('are said anew as a whole when a binding is changed, and taken away', async () => {
    await line.run(['bind', A, B, '--x', X, '--pin-a', '471108', '--max-call', '1h']);
    const { stdout } = await line.run(['amend', '1', '--pin-b', '081547', '--max-call', '30m']);
    expect(stdout).toMatch(/max call +30m\n/);
    expect(stdout).toMatch(/PINs +of B, from other phones and withheld numbers\n/);
    expect((await line.run(['amend', '1', '--reference', 'x'])).stdout).toContain('PINs ');
    const without = (await line.run(['amend', '1', '--no-pins'])).stdout;
    expect([without.includes('PINs'), without.includes('max call')]).toEqual([false, true]);
    expect((await line.run(['amend', '1', '--no-pins', '--pin-a', '1234'])).code).toBe(64);
    expect((await line.run(['amend', '1'])).code).toBe(64);
  });

  test('are those of one binding on a number', async () => {
    await line.run(['bind', A, B, '--x', X, '--pin-a', '471108']);
    const other = ['+8613800138005', '+8613800138006', '--x', X, '--pin-b', '1234'];
    expect((await line.run(['bind', ...other])).stderr).toContain('another binding takes PINs');
  });

  test.each([
    ['--pin-a', '123'],
    ['--pin-b', '12a4'],
    ['--ask-pin', 'all'],
  ])('are refused as %s %s', async (option, value) => {
    expect((await line.run(['bind', A, B, option, value])).code).toBe(64);
    expect((await line.run(['bindings'])).stderr).toBe('No bindings.\n');
  });
});
