import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FuzzSession, FuzzTarget } from './fuzz-target.ts';
import { mutated } from './mutate.ts';
import { Random } from './random.ts';

const CORPUS = fileURLToPath(new URL('corpus/', import.meta.url));
/** A parser that has not answered by then hangs: nothing here takes a second. */
const HANGS_MS = 30_000;

/** What is larger is tried as it is, and takes too long to be changed again and again. */
const MOST_BASE_BYTES = 8_192;

/** An input that was not handled as it must be. */
export interface Finding {
  readonly target: string;
  readonly input: Buffer;
  readonly because: string;
}

export interface FuzzResult {
  readonly tried: number;
  readonly findings: readonly Finding[];
}

export interface FuzzLimits {
  readonly seed: number;
  /** New inputs, beside the corpus. */
  readonly count: number;
  /** No new input is begun after so long. */
  readonly forMs?: number;
}

/** Inputs that were kept: each found something once, or shows something that must go on being handled. */
export function corpusOf(target: string): readonly { readonly name: string; readonly input: Buffer }[] {
  const folder = join(CORPUS, target);
  let names: string[] = [];
  try {
    names = readdirSync(folder).sort();
  } catch {
    return [];
  }
  return names.map((name) => ({ name, input: readFileSync(join(folder, name)) }));
}

/** Keeps what was found, under the hash of the input. @returns the file, from the corpus on */
export function keep({ target, input }: Finding): string {
  const name = `found-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`;
  mkdirSync(join(CORPUS, target), { recursive: true });
  writeFileSync(join(CORPUS, target, name), input);
  return `${target}/${name}`;
}

/** Tries the seeds and the corpus as they are, then as many changed ones as asked for. Goes on after a finding, up to ten. */
export async function fuzz(
  target: FuzzTarget,
  { seed, count, forMs = Number.POSITIVE_INFINITY }: FuzzLimits,
): Promise<FuzzResult> {
  const random = new Random(seed);
  const known = [...target.seeds(), ...corpusOf(target.name).map(({ input }) => input)];
  const findings: Finding[] = [];
  let tried = 0;
  const until = performance.now() + forMs;
  await using session = await target.open();
  const attempt = async (input: Buffer): Promise<void> => {
    tried += 1;
    const because = await faultOf(session, input);
    if (because !== null) findings.push({ target: target.name, input, because });
  };
  for (const input of known) await attempt(Buffer.from(input));
  const bases = known.filter(({ length }) => length <= MOST_BASE_BYTES);
  const { dictionary, atOnce = 1 } = target;
  for (let left = count; left > 0 && findings.length < 10 && performance.now() < until; left -= atOnce) {
    const inputs = Array.from({ length: Math.min(atOnce, left) }, () =>
      mutated(random.oneOf(bases), random, { dictionary, others: bases }),
    );
    await Promise.all(inputs.map(attempt));
  }
  return { tried, findings };
}

async function faultOf(session: FuzzSession, input: Buffer): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not come to an end')), HANGS_MS);
  });
  try {
    await Promise.race([session.take(input), hangs]);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
