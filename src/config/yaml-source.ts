import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { type SettingPath, SettingsError } from './settings-error.ts';

/** A parsed YAML file that can say where each of its settings stands. */
export interface YamlSource {
  /** A fresh plain value; `{}` for an empty file. */
  readonly value: unknown;
  /** Where the setting stands, or the nearest section around it that does. */
  placeOf(path: SettingPath): string;
  /** Where the key itself stands, for a key that should not be there. */
  placeOfKey(section: SettingPath, key: string): string;
}

/** More would be an attack or a mistake (a file full of aliases that multiply). */
const MAX_ALIASES = 20;

/** @throws SettingsError when it is not one well-formed YAML document; duplicate keys are refused too */
export function parseYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter();
  const document = parsed(file, text, lines);
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    throw new SettingsError(
      faults.map((fault) => ({
        place: place(fault.pos[0]),
        path: '',
        message: `is not YAML here: ${reason(fault)}`,
      })),
    );
  return {
    value: toPlain(document, file),
    placeOf: (path) => place(offsetOf(document, path)),
    placeOfKey: (section, key) => place(offsetOfKey(document, section, key) ?? offsetOf(document, section)),
  };
}

/** The parser calls itself for each level, and a file of a megabyte can have more of them than the stack holds. */
function parsed(file: string, text: string, lineCounter: LineCounter): Document {
  try {
    // Its warnings are in the document as well; on its own it would print a key that is a section, with what stands in it.
    return parseDocument(text, { lineCounter, uniqueKeys: true, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SettingsError([{ place: file, path: '', message: 'is nested too deeply to be read' }]);
  }
}

/** The parser's message, without the excerpt of the text that some of them carry: it may hold a password. */
function reason(fault: { readonly code: string; readonly message: string }): string {
  return fault.code.toLowerCase().replaceAll('_', ' ');
}

function toPlain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch (error) {
    const deep = error instanceof RangeError;
    const message = deep ? 'is nested too deeply to be read' : `uses more than ${MAX_ALIASES} aliases`;
    throw new SettingsError([{ place: file, path: '', message }]);
  }
}

function offsetOf(document: Document, path: SettingPath): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function offsetOfKey(document: Document, section: SettingPath, key: string): number | undefined {
  const node = section.length === 0 ? document.contents : document.getIn(section, true);
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}
