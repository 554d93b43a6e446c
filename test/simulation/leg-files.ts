import { type LegReadingRules, readLegFile } from '../../src/adapters/cdr-spool/read-leg-file.ts';
import type { LegSpool, SpooledLeg } from '../../src/ports/leg-spool.ts';
import type { Channel } from '../simulator/channel.ts';
import type { Life } from './life.ts';

/** The files that mod_json_cdr leaves, in memory: they outlive both daemon and switch. */
export class LegFiles {
  readonly #rules: LegReadingRules;
  readonly #texts = new Map<string, string>();
  #onChange: (() => void) | null = null;
  /** The switch's disk is full: files are cut off, or not there. */
  isFull = false;

  constructor(rules: LegReadingRules) {
    this.#rules = rules;
  }

  get size(): number {
    return this.#texts.size;
  }

  /** @returns whether there is a file */
  write(channel: Channel): boolean {
    if (this.isFull) return false;
    this.#texts.set(`${channel.uuid}.cdr.json`, textOf(channel));
    this.#onChange?.();
    return true;
  }

  /** The directory as one life of the daemon sees it. */
  seenBy(life: Life): LegSpool {
    return {
      read: async (limit) => (life.step() ? this.#read(limit) : new Promise<never>(() => {})),
      remove: async (names) => {
        for (const name of names) if (life.step()) this.#texts.delete(name);
        if (life.isOver) await new Promise<never>(() => {});
      },
      watch: (onChange) => {
        this.#onChange = () => {
          life.after(0, onChange);
        };
        return () => {
          this.#onChange = null;
        };
      },
    };
  }

  #read(limit: number): readonly SpooledLeg[] {
    const legs: SpooledLeg[] = [];
    for (const [name, text] of this.#texts) {
      if (legs.length >= limit) break;
      const file = readLegFile(text, this.#rules);
      if (file.kind !== 'leg') throw new Error(`the file of a leg is ${file.kind}`);
      legs.push({ name, leg: file.leg });
    }
    return legs;
  }
}

/** What `switch_ivr_generate_json_cdr` writes, as far as it is read. */
function textOf(channel: Channel): string {
  const variables = channel.variables
    .headers()
    .map(([name, value]) => [name.slice('variable_'.length), plain(value)] as const);
  return JSON.stringify({
    switchname: channel.core.settings.hostname,
    variables: Object.fromEntries(variables),
  });
}

function plain(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : `ARRAY::${value.join('|:')}`;
}
