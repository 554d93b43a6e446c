import { type BindingLog, BindingLogWriter, type LoggedBinding } from './binding-log.ts';
import { type ExtensionBinding, extensionStays } from './extension-stays.ts';

/** Collects the bindings of several areas. */
export class AreaLogs {
  readonly #writers = new Map<string | null, BindingLogWriter>();
  readonly #extensions = new Map<string | null, ExtensionBinding[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(areaCode: string | null, binding: LoggedBinding): void {
    this.#writerOf(areaCode).add(binding);
    this.#count += 1;
  }

  addExtension(areaCode: string | null, binding: ExtensionBinding): void {
    const ofArea = this.#extensions.get(areaCode) ?? [];
    ofArea.push(binding);
    this.#extensions.set(areaCode, ofArea);
    this.#count += 1;
  }

  /** In the order of the area codes, that without a code first. @param spreads one for each party that was added */
  logs(
    spreads: Uint32Array,
    coolDownMs: number,
  ): readonly { readonly areaCode: string | null; readonly log: BindingLog }[] {
    for (const [areaCode, bindings] of this.#extensions)
      for (const stay of extensionStays(bindings, coolDownMs)) this.#writerOf(areaCode).add(stay);
    const byCode = [...this.#writers].sort(([one], [other]) => ((one ?? '') < (other ?? '') ? -1 : 1));
    return byCode.map(([areaCode, writer]) => ({ areaCode, log: writer.log(spreads) }));
  }

  #writerOf(areaCode: string | null): BindingLogWriter {
    const writer = this.#writers.get(areaCode) ?? new BindingLogWriter();
    this.#writers.set(areaCode, writer);
    return writer;
  }
}
