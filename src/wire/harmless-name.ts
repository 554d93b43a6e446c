/** A name without digits, or a place in a list. Anything else may be a number that somebody wrote where a name belongs. */
const HARMLESS = /^(?:[A-Za-z][A-Za-z_-]{0,39}|[0-9]{1,4})$/;

/** The name of a field or place of an input, where it cannot be anybody's number. */
export function harmlessName(name: string): string {
  return HARMLESS.test(name) ? name : '…';
}

/** What is said of fields that no schema knows: of all messages only this one has something of the input in it. */
export function unknownFields(names: readonly string[]): string {
  return `there is no such field: ${names.map(harmlessName).join(', ')}`;
}
