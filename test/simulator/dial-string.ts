/** One way to call: variables of its leg, and where to. */
export interface DialTarget {
  readonly variables: ReadonlyMap<string, string>;
  /** `null` when the endpoint is not one of ours: only `sofia/gateway/NAME/NUMBER` is. */
  readonly gateway: { readonly name: string; readonly number: string } | null;
  readonly text: string;
}

/** A dial string read: variables for all legs, and the ways in their order. */
export interface DialPlan {
  readonly variables: ReadonlyMap<string, string>;
  readonly targets: readonly DialTarget[];
}

/**
 * `{all}[leg]sofia/gateway/NAME/NUMBER|[leg]…` (`switch_ivr_originate.c:2285`). The end of `{}` and `[]` is found by counting
 * braces: quotes do not protect (`switch_utils.c:794`). Calling several at once (`,`) is not simulated.
 */
export function parseDialString(text: string): DialPlan {
  let rest = text.trim();
  const variables = new Map<string, string>();
  while (rest.startsWith('{')) {
    const block = enclosed(rest, '{', '}');
    for (const [name, value] of assignments(block.inner)) setFirst(variables, name, value);
    rest = block.rest.trim();
  }
  return { variables, targets: rest.split('|').map(target) };
}

function target(text: string): DialTarget {
  let rest = text.trim();
  const variables = new Map<string, string>();
  while (rest.startsWith('[')) {
    const block = enclosed(rest, '[', ']');
    for (const [name, value] of assignments(block.inner)) setFirst(variables, name, value);
    rest = block.rest.trim();
  }
  const found = /^sofia\/gateway\/([^/]+)\/([^,]+)$/.exec(rest);
  const gateway = found === null ? null : { name: found[1] ?? '', number: found[2] ?? '' };
  return { variables, gateway, text: rest };
}

function enclosed(text: string, open: string, close: string): { inner: string; rest: string } {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === open) depth += 1;
    if (text[at] === close) depth -= 1;
    if (depth === 0) return { inner: text.slice(1, at), rest: text.slice(at + 1) };
  }
  return { inner: '', rest: text };
}

/** `a=1,b=2`, or `^^;a=1;b=2`; empty values are dropped. */
function assignments(text: string): readonly (readonly [string, string])[] {
  const delimited = text.startsWith('^^');
  const delimiter = delimited ? text.charAt(2) : ',';
  return (delimited ? text.slice(3) : text)
    .split(delimiter)
    .map((one): readonly [string, string] => {
      const at = one.indexOf('=');
      return at < 0 ? [one, ''] : [one.slice(0, at).trim(), unquoted(one.slice(at + 1))];
    })
    .filter(([, value]) => value !== '');
}

function unquoted(text: string): string {
  return /^'.*'$/.test(text) ? text.slice(1, -1) : text;
}

/** The first of two equal names counts (`switch_event_get_header`). */
function setFirst(map: Map<string, string>, name: string, value: string): void {
  if (!map.has(name)) map.set(name, value);
}
