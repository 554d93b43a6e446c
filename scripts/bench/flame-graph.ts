/** What `node --cpu-prof` writes, as far as it is read here. Times in microseconds, by the clock of `process.hrtime`. */
export interface CpuProfile {
  readonly startTime: number;
  readonly nodes: readonly ProfileNode[];
  /** The node that was seen at each look, and how long after the look before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: {
    readonly functionName: string;
    readonly url: string;
    readonly lineNumber: number;
  };
  readonly children?: readonly number[];
}

/** A function where it was called from, and all that it called. */
export interface Frame {
  readonly name: string;
  readonly kind: FrameKind;
  /** Its own time and that of all above it, microseconds. */
  us: number;
  readonly above: Map<string, Frame>;
}

type FrameKind = 'ours' | 'package' | 'node' | 'native';

const COLOURS: Readonly<Record<FrameKind, string>> = {
  ours: '#e8894a',
  package: '#d9c04a',
  node: '#8fb0d0',
  native: '#b7b7b7',
};
const SIZE = { width: 1_200, row: 15, letter: 6.2 };
/** Of all that is shown. Thinner frames cannot be seen. */
const LEAST_SHARE = 0.003;

/** The stacks of a profile between two instants, idle time left out, those with the same names put together. */
export function flamesOf(profile: CpuProfile, fromUs: number, untilUs: number): Frame {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const below = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((each) => [each, id])));
  const root: Frame = { name: 'all', kind: 'native', us: 0, above: new Map() };
  let at = profile.startTime;
  for (const [place, sample] of profile.samples.entries()) {
    const us = profile.timeDeltas[place] ?? 0;
    at += us;
    if (at < fromUs || at > untilUs || byId.get(sample)?.callFrame.functionName === '(idle)') continue;
    addTo(root, stackOf(sample, byId, below), us);
  }
  return root;
}

/** From the bottom up, without the root. */
function stackOf(
  sample: number,
  byId: ReadonlyMap<number, ProfileNode>,
  below: ReadonlyMap<number, number>,
): readonly ProfileNode[] {
  const stack: ProfileNode[] = [];
  for (let id: number | undefined = sample; id !== undefined; id = below.get(id)) {
    const node = byId.get(id);
    if (node !== undefined && below.has(id)) stack.unshift(node);
  }
  return stack;
}

function addTo(root: Frame, stack: readonly ProfileNode[], us: number): void {
  root.us += us;
  let frame = root;
  for (const { callFrame } of stack) {
    const name = nameOf(callFrame);
    let next = frame.above.get(name);
    if (next === undefined) {
      next = { name, kind: kindOf(callFrame.url), us: 0, above: new Map() };
      frame.above.set(name, next);
    }
    next.us += us;
    frame = next;
  }
}

function nameOf({ functionName, url }: ProfileNode['callFrame']): string {
  const file = url.split(/\/(?:dist|src|node_modules)\//).at(-1) ?? '';
  return `${functionName === '' ? 'anonymous' : functionName}${file === '' ? '' : ` ${file}`}`;
}

function kindOf(url: string): FrameKind {
  if (url === '') return 'native';
  if (url.startsWith('node:')) return 'node';
  return url.includes('/node_modules/') ? 'package' : 'ours';
}

/** Drawn with the roots at the bottom; the width is the share of the time. Each frame tells its name and share when it is pointed at. */
export function flameGraph(title: string, root: Frame): string {
  const rows = heightOf(root, root.us);
  const height = rows * SIZE.row + 50;
  const frames = drawn([...root.above.values()], { x: 0, row: 0, all: root.us, top: height - 20 });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${height}" font-family="sans-serif" font-size="10">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${SIZE.width}" height="${height}" fill="#fff"/>`,
    `<text x="6" y="18" font-size="14">${escaped(title)}</text>`,
    ...frames,
    '</svg>',
    '',
  ].join('\n');
}

interface Place {
  readonly x: number;
  readonly row: number;
  readonly all: number;
  readonly top: number;
}

function drawn(frames: readonly Frame[], place: Place): readonly string[] {
  let { x } = place;
  return frames
    .toSorted((one, other) => other.us - one.us)
    .filter(({ us }) => us >= place.all * LEAST_SHARE)
    .flatMap((frame) => {
      const width = (frame.us / place.all) * SIZE.width;
      const above = drawn([...frame.above.values()], { ...place, x, row: place.row + 1 });
      const own = rectangle(frame, x, width, place);
      x += width;
      return [own, ...above];
    });
}

function rectangle({ name, kind, us }: Frame, x: number, width: number, { row, all, top }: Place): string {
  const y = top - (row + 1) * SIZE.row;
  const letters = Math.floor(width / SIZE.letter);
  const text =
    letters < 4 ? '' : `<text x="${(x + 2).toFixed(1)}" y="${y + 11}">${shortened(name, letters)}</text>`;
  const box = `x="${x.toFixed(1)}" y="${y}" width="${Math.max(0.3, width - 0.4).toFixed(1)}" height="${SIZE.row - 1}"`;
  const said = `<title>${escaped(name)}: ${((us / all) * 100).toFixed(1)} %</title>`;
  return `<g>${said}<rect ${box} fill="${COLOURS[kind]}"/>${text}</g>`;
}

function heightOf({ above }: Frame, all: number): number {
  const seen = [...above.values()].filter(({ us }) => us >= all * LEAST_SHARE);
  return seen.reduce((most, frame) => Math.max(most, 1 + heightOf(frame, all)), 0);
}

function shortened(name: string, letters: number): string {
  return escaped(name.length > letters ? `${name.slice(0, letters - 1)}…` : name);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
