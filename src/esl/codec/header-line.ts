/** A header as it stands on the wire. */
export interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

/** Splits at the first `": "` only, so that a value may hold one too; `Name:` alone has the empty value. */
export function parseHeaderLine(line: string): HeaderLine | undefined {
  const split = line.indexOf(': ');
  if (split > 0) return { name: line.slice(0, split), value: line.slice(split + 2) };
  if (split === -1 && line.length > 1 && line.endsWith(':')) return { name: line.slice(0, -1), value: '' };
  return undefined;
}
