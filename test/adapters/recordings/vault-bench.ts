import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { DirectoryVault } from '../../../src/adapters/recordings/directory-vault.ts';
import { DirectoryRecordingSpool } from '../../../src/adapters/recordings/recording-spool.ts';
import type { OpenRecording } from '../../../src/ports/recording-vault.ts';

/** A spool and a vault on a real disk. */
export interface VaultBench {
  readonly spoolPath: string;
  readonly directory: string;
  readonly spool: DirectoryRecordingSpool;
  readonly vault: DirectoryVault;
  readonly oddities: readonly string[];
  /** Lays a file down as the switch does. @param agoMs since when it was not written to */
  readonly lay: (name: string, content: Uint8Array, agoMs?: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** To be called at the top of a suite. */
export function useVaultBench(): () => Promise<VaultBench> {
  const open: VaultBench[] = [];
  afterEach(async () => {
    for (const bench of open.splice(0)) await bench.close();
  });
  return async () => {
    const bench = await openVaultBench();
    open.push(bench);
    return bench;
  };
}

/** To be closed. */
export async function openVaultBench(): Promise<VaultBench> {
  const root = await mkdtemp(join(tmpdir(), 'axbridge-vault-'));
  const [spoolPath, directory] = [join(root, 'spool'), join(root, 'kept')];
  await mkdir(spoolPath, { mode: 0o770 });
  const oddities: string[] = [];
  const onOddity = (what: string): number => oddities.push(what);
  const spool = new DirectoryRecordingSpool({ directory: spoolPath, onOddity });
  const vault = new DirectoryVault({ spool: spoolPath, directory });
  const lay = async (name: string, content: Uint8Array, agoMs = 0): Promise<void> => {
    const path = join(spoolPath, `${name}.wav`);
    await writeFile(path, content);
    const at = (Date.now() - agoMs) / 1000;
    await utimes(path, at, at);
  };
  const close = async (): Promise<void> => {
    await vault.close();
    await rm(root, { recursive: true, force: true });
  };
  return { spoolPath, directory, spool, vault, oddities, lay, close };
}

export async function bytesOf(open: OpenRecording, first: number, last: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of open.read(first, last)) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function bytesAndClose(open: OpenRecording, bytes: number): Promise<Buffer> {
  try {
    return await bytesOf(open, 0, bytes - 1);
  } finally {
    await open.close();
  }
}
