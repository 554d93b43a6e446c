import { eventNamed } from './event-names.ts';
import type { EventFormat, SwitchEvent } from './switch-event.ts';

/** What one client wants to hear: event names, classes of CUSTOM, filters, and the format. */
export class Subscription {
  format: EventFormat = 'plain';
  #listening = false;
  #all = false;
  readonly #names = new Set<string>();
  readonly #customClasses = new Set<string>();
  #filters: (readonly [header: string, value: string])[] = [];

  /** The words after `event`; the reply's text. */
  subscribe(words: readonly string[]): string {
    const known = this.#names.size;
    const added = this.#read(words, (name) => this.#names.add(name));
    if (added === 0) return '-ERR no keywords supplied';
    if (this.#names.has('ALL')) this.#all = true;
    this.#listening = this.#listening || added > 0 || known > 0;
    return `+OK event listener enabled ${this.format}`;
  }

  unsubscribe(words: readonly string[]): string {
    const removed = this.#read(words, (name) => {
      this.#names.delete(name);
      if (name === 'ALL') this.clearNames();
    });
    return removed === 0 ? '-ERR no keywords supplied' : '+OK events nixed';
  }

  silence(): string {
    if (!this.#listening) return '-ERR not listening for events';
    this.#listening = false;
    this.clearNames();
    return '+OK no longer listening for events';
  }

  clearNames(): void {
    this.#names.clear();
    this.#customClasses.clear();
    this.#all = false;
  }

  /** `filter H V`, `filter add H V`, `filter delete H [V]`, `filter delete all`. */
  filter(text: string): string {
    const [first = '', second, ...rest] = text.trim().split(' ');
    if (second === undefined) return '-ERR invalid syntax';
    if (first.toLowerCase() === 'delete') return this.#unfilter(second, rest.join(' '));
    const added = first.toLowerCase() === 'add';
    const header = added ? second : first;
    const value = added ? rest.join(' ') : [second, ...rest].join(' ');
    this.#filters.push([header, value]);
    return `+OK filter added. [${header}]=[${value}]`;
  }

  #unfilter(header: string, value: string): string {
    this.#filters =
      header.toLowerCase() === 'all'
        ? []
        : this.#filters.filter(([name, wanted]) => name !== header || (value !== '' && wanted !== value));
    return `+OK filter deleted. [${header}][${value}]`;
  }

  hears(name: string): boolean {
    return this.#listening && (this.#all || this.#names.has(name));
  }

  wants(event: SwitchEvent): boolean {
    return this.hears(event.name) && this.#isClassWanted(event) && this.#passesFilters(event);
  }

  #isClassWanted(event: SwitchEvent): boolean {
    if (event.name !== 'CUSTOM' || this.#all) return true;
    const subclass = event.header('Event-Subclass');
    return subclass === undefined || this.#customClasses.has(subclass);
  }

  /** `mod_event_socket.c:319`: one positive filter that matches lets the event through, one negative that matches stops it. */
  #passesFilters(event: SwitchEvent): boolean {
    if (this.#filters.length === 0) return true;
    let passes = false;
    for (const [header, wanted] of this.#filters) {
      const value = event.header(header);
      if (value === undefined) continue;
      const negative = wanted.startsWith('-');
      if (passes && !negative) continue;
      if (!matches(value, wanted.replace(/^[+\- ]+/, ''))) continue;
      if (negative) return false;
      passes = true;
    }
    return passes;
  }

  /** Calls back for each event name among the words; words after CUSTOM are classes. @returns how many names there were. */
  #read(words: readonly string[], each: (name: string) => void): number {
    let count = 0;
    let custom = false;
    for (const [index, word] of words.entries()) {
      const format = word.toLowerCase();
      if (index === 0 && (format === 'plain' || format === 'json' || format === 'xml')) {
        this.format = format;
        continue;
      }
      const name = eventNamed(word);
      if (custom) this.#customClasses.add(word);
      else if (name !== undefined) {
        count += 1;
        custom = name === 'CUSTOM';
        each(name);
      }
    }
    return count;
  }
}

function matches(value: string, wanted: string): boolean {
  const pattern = /^\/(.*)\/$/.exec(wanted)?.[1];
  return pattern === undefined
    ? value.toLowerCase() === wanted.toLowerCase()
    : new RegExp(pattern).test(value);
}
