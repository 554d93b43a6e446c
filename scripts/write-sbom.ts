/*
 * Prints what axbridge is made of as CycloneDX 1.5 (https://cyclonedx.org): the packages of package-lock.json that run, with versions,
 * licences and hashes. The same sources give the same bytes. usage: node scripts/write-sbom.ts [--dev] > sbom.cdx.json
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NAME = 'axbridge';

interface Component {
  readonly 'bom-ref': string;
}

interface Sbom {
  serialNumber: string;
  readonly metadata: { timestamp?: string; readonly component: { name: string } };
  components: readonly Component[];
  dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });
const lockFile = readFileSync(`${ROOT}package-lock.json`);
const sbom = JSON.parse(made()) as Sbom;
// npm takes the name of the directory, the time of day and chance.
sbom.metadata.component.name = NAME;
delete sbom.metadata.timestamp;
sbom.serialNumber = `urn:uuid:${uuidOf(lockFile)}`;
if (!values.dev) keepWhatRuns();
console.log(JSON.stringify(sbom, null, 2));

/** All packages: with `--omit=dev` npm 11 leaves out those that run and that a tool needs as well, such as `yaml`. */
function made(): string {
  const words = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
  return execFileSync('npm', words, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 26,
  });
}

function keepWhatRuns(): void {
  const { packages } = JSON.parse(lockFile.toString()) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly version?: string }>>;
  };
  const running = new Set(
    Object.entries(packages)
      .filter(([, { dev }]) => dev !== true)
      .map(([path, { version = '' }]) => `${path === '' ? NAME : nameOf(path)}@${version}`),
  );
  sbom.components = sbom.components.filter((component) => running.has(component['bom-ref']));
  sbom.dependencies = sbom.dependencies
    .filter(({ ref }) => running.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => running.has(each)) }));
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** A UUID of the eighth kind (RFC 9562, section 5.8): the name of this content. */
function uuidOf(content: Buffer): string {
  const hash = createHash('sha256').update(content).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
