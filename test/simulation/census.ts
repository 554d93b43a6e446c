import { type Runtime, Session } from 'node:inspector';

/** How many things each collection holds, by the path that leads to it. */
export type Census = ReadonlyMap<string, number>;

/** The world itself, and what is shared by all daemons: not theirs to keep small. */
const FOREIGN =
  /^(?:Timeline|Machine|Network|Life|Random|ClientEnd|Memory\w+|Proxy|RegExp|Promise|WeakMap|Uint8Array|Buffer)$/;
const SIZED = /^(?:Map|Set|Array)\((\d+)\)$/;
const DEEPEST = 9;
const HANDLE = '__census';

/**
 * Counts what objects hold in maps, sets and lists, private ones too, as a debugger does: whatever a daemon forgets to forget is found,
 * wherever it is kept and without a word in the product about it.
 */
export function takeCensus(roots: Readonly<Record<string, object>>): Census {
  const session = new Session();
  session.connect();
  const counts = new Map<string, number>();
  const seen = new WeakSet<object>();
  Object.defineProperty(globalThis, HANDLE, {
    configurable: true,
    value: { roots, isNew: (one: object) => !seen.has(one) && seen.add(one) !== undefined },
  });
  try {
    for (const name of Object.keys(roots)) {
      const root = evaluate(session, `${HANDLE}.roots[${JSON.stringify(name)}]`);
      walk(session, root, name, counts, 0);
    }
  } finally {
    session.disconnect();
    Reflect.deleteProperty(globalThis, HANDLE);
  }
  return counts;
}

function walk(
  session: Session,
  object: Runtime.RemoteObject,
  path: string,
  counts: Map<string, number>,
  depth: number,
): void {
  const { objectId, type, description = '', className = '', subtype } = object;
  if (objectId === undefined || type !== 'object') return;
  const sized = SIZED.exec(description)?.[1];
  if (sized !== undefined) counts.set(path, Number(sized));
  if (sized !== undefined || subtype === 'proxy' || FOREIGN.test(className) || depth > DEEPEST) return;
  if (!isNew(session, objectId)) return;
  for (const { name, value } of propertiesOf(session, objectId))
    if (value !== undefined) walk(session, value, `${path}.${name}`, counts, depth + 1);
}

function propertiesOf(
  session: Session,
  objectId: string,
): readonly { readonly name: string; readonly value?: Runtime.RemoteObject | undefined }[] {
  let found: Runtime.GetPropertiesReturnType | undefined;
  session.post('Runtime.getProperties', { objectId, ownProperties: true }, (_error, reply) => {
    found = reply;
  });
  const secret = (
    found as { privateProperties?: { name: string; value?: Runtime.RemoteObject }[] } | undefined
  )?.privateProperties;
  return [...(found?.result ?? []), ...(secret ?? [])];
}

function isNew(session: Session, objectId: string): boolean {
  let answer = false;
  const functionDeclaration = `function () { return ${HANDLE}.isNew(this); }`;
  session.post(
    'Runtime.callFunctionOn',
    { objectId, functionDeclaration, returnByValue: true },
    (_error, reply) => {
      answer = reply.result.value === true;
    },
  );
  return answer;
}

function evaluate(session: Session, expression: string): Runtime.RemoteObject {
  let found: Runtime.RemoteObject = { type: 'undefined' };
  session.post('Runtime.evaluate', { expression }, (_error, reply) => {
    found = reply.result;
  });
  return found;
}
