/** The values of each parameter or variable, in order; one may stand several times. */
export type ConfValues = ReadonlyMap<string, readonly string[]>;

const PARAM = /<param\s+name="([^"]*)"\s+value="([^"]*)"/g;
const SET_ACTION = /<action\s+application="set"\s+data="([^"=]*)=([^"]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * `<param name value>` of what `xml_locate` answers. FreeSWITCH prints its parsed tree, without comments and in one form
 * (`switch_xml_toxml`), which is why no XML parser is needed to read it.
 */
export function paramsIn(xml: string): ConfValues {
  return collect(xml.matchAll(PARAM));
}

/** Variables that the `set` applications of a dialplan context set. */
export function variablesSetIn(xml: string): ConfValues {
  return collect(xml.matchAll(SET_ACTION));
}

/** The part of sofia.conf that is one profile, without its gateways; `null` when there is no such profile. */
export function profileIn(xml: string, profile: string): string | null {
  const start = xml.indexOf(`<profile name="${profile}"`);
  if (start < 0) return null;
  const end = xml.indexOf('</profile>', start);
  return xml.slice(start, end < 0 ? undefined : end).replace(/<gateways>.*?<\/gateways>/s, '');
}

/** The text of the first element of this name, such as `<context>` of `sofia xmlstatus`. */
export function elementIn(xml: string, name: string): string | null {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml);
  return found?.[1] === undefined ? null : unescapeXml(found[1]);
}

function collect(matches: Iterable<RegExpExecArray>): ConfValues {
  const values = new Map<string, string[]>();
  for (const [, name = '', value = ''] of matches)
    values.set(unescapeXml(name), [...(values.get(unescapeXml(name)) ?? []), unescapeXml(value)]);
  return values;
}

function unescapeXml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
