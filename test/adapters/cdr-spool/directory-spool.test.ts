import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectorySpool } from '../../../src/adapters/cdr-spool/directory-spool.ts';
import { planFor } from '../../../src/adapters/phone-number/plan-for.ts';
import { Trunks } from '../../../src/domain/gateway/trunks.ts';
import { CALLED_VARIABLES, CALLER_VARIABLES, legFile } from './leg-file.ts';

const CALLER_FILE = `a_${CALLER_VARIABLES['uuid']}.cdr.json`;
const CALLED_FILE = `${CALLED_VARIABLES['uuid']}.cdr.json`;
const MINUTES = 60_000;

describe('the spool of the switch', () => {
  let root: string;
  let directory: string;
  let oddities: string[];
  let spool: DirectorySpool;
  /** How far our clock is ahead of the files. */
  let laterMs: number;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'axbridge-spool-'));
    directory = join(root, 'cdr');
    oddities = [];
    laterMs = 0;
    spool = new DirectorySpool({
      directory,
      rules: () => ({ plan: planFor('CN', null), gateways: new Map(), trunks: new Trunks([]) }),
      now: () => Date.now() + laterMs,
      onOddity: (what) => oddities.push(what),
    });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const write = (name: string, text: string): Promise<void> => writeFile(join(directory, name), text);
  const names = async (): Promise<readonly string[]> => (await spool.read(10)).map(({ name }) => name).sort();
  const put = (): Promise<unknown> => mkdir(directory, { mode: 0o700 });

  it('that is not there yet gives nothing, says so once, and is read when it comes', async () => {
    expect([await names(), await names()]).toEqual([[], []]);
    expect(oddities).toHaveLength(1);
    await put();
    await write(CALLER_FILE, legFile(CALLER_VARIABLES));
    expect(await names()).toEqual([CALLER_FILE]);
  });

  it('gives whole files until they are removed, and no more at once than asked for', async () => {
    await put();
    await write(CALLER_FILE, legFile(CALLER_VARIABLES));
    await write(CALLED_FILE, legFile(CALLED_VARIABLES));
    await write('something else', 'x');
    expect(await names()).toEqual([CALLED_FILE, CALLER_FILE]);
    expect(await spool.read(1)).toHaveLength(1);
    await spool.remove([CALLER_FILE, CALLER_FILE]);
    expect(await names()).toEqual([CALLED_FILE]);
    expect(await readdir(directory)).toContain('something else');
  });

  it('leaves a half-written file until it is whole, and lets it stand in nobody’s way', async () => {
    await put();
    await write(CALLER_FILE, legFile(CALLER_VARIABLES).slice(0, 500));
    await write(CALLED_FILE, legFile(CALLED_VARIABLES));
    expect(await names()).toEqual([CALLED_FILE]);
    await write(CALLER_FILE, legFile(CALLER_VARIABLES));
    expect(await names()).toEqual([CALLED_FILE, CALLER_FILE]);
    expect(oddities).toEqual([]);
  });

  it('puts aside what is not whole after a minute, and loses nothing of it', async () => {
    await put();
    const half = legFile(CALLER_VARIABLES).slice(0, 500);
    await write(CALLER_FILE, half);
    laterMs = 2 * MINUTES;
    expect(await names()).toEqual([]);
    expect(await readdir(join(directory, 'quarantine'))).toEqual([CALLER_FILE]);
    expect((await stat(join(directory, 'quarantine'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, 'quarantine', CALLER_FILE))).size).toBe(half.length);
    expect(oddities).toHaveLength(1);
  });

  it.each([
    ['of a leg that its name does not name', CALLED_FILE, legFile(CALLER_VARIABLES)],
    ['that is larger than any record', CALLER_FILE, `${legFile(CALLER_VARIABLES)}${' '.repeat(1024 * 1024)}`],
    ['that is no record', CALLER_FILE, '{}'],
  ])('takes no file %s', async (_, name, text) => {
    await put();
    await write(name, text);
    expect(await names()).toEqual([]);
    await utimes(join(directory, name), 1, 1);
    expect(await names()).toEqual([]);
    expect(await readdir(join(directory, 'quarantine'))).toEqual([name]);
  });

  it('follows no link', async () => {
    await put();
    await writeFile(join(root, 'elsewhere'), legFile(CALLER_VARIABLES));
    await symlink(join(root, 'elsewhere'), join(directory, CALLER_FILE));
    expect(await names()).toEqual([]);
    expect(await readdir(join(directory, 'quarantine'))).toEqual([CALLER_FILE]);
  });

  it('that everybody may write into is not read: anybody could make records', async () => {
    await put();
    await write(CALLER_FILE, legFile(CALLER_VARIABLES));
    await chmod(directory, 0o777);
    expect(await names()).toEqual([]);
    expect(oddities.join()).toContain('everybody');
    await chmod(directory, 0o2770);
    expect(await names()).toEqual([CALLER_FILE]);
  });

  it('tells of a file that comes', async () => {
    await put();
    const told = new Promise<void>((resolve) => {
      spool.watch(resolve);
    });
    await write(CALLER_FILE, legFile(CALLER_VARIABLES));
    await told;
    expect(await names()).toEqual([CALLER_FILE]);
  });
});
