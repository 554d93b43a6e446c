import { FreeswitchConfError } from './conf-input.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const MAX_LENGTH = 1024;

/**
 * A value as the text of an XML attribute in a file that FreeSWITCH's preprocessor reads line by line before its XML parser does.
 * What the preprocessor would act on cannot be escaped, so it is refused: control characters, `$${`, and its own tag's name,
 * which makes it drop the whole line (`preprocess()` in FreeSWITCH's switch_xml.c).
 *
 * @throws FreeswitchConfError that names `place` and does not repeat the value, which may be a password.
 */
export function xmlAttribute(value: string, place: string): string {
  if (value.length > MAX_LENGTH) throw new FreeswitchConfError(place, `longer than ${MAX_LENGTH} characters`);
  if (/\p{Cc}/u.test(value)) throw new FreeswitchConfError(place, 'contains a control character');
  if (!value.isWellFormed()) throw new FreeswitchConfError(place, 'is not well-formed text');
  if (value.includes('$${'))
    throw new FreeswitchConfError(place, 'contains $${, which FreeSWITCH would expand');
  if (/x-pre-process/i.test(value)) throw new FreeswitchConfError(place, 'contains x-pre-process');
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** `<param name="..." value="..."/>` on a line of its own. */
export function paramLine(name: string, value: string | number | boolean, place: string): string {
  return `    <param name="${name}" value="${xmlAttribute(String(value), place)}"/>`;
}
