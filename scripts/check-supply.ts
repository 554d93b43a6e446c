/*
 * Looks at what axbridge is made of: each direct dependency has one exact version, each package that runs has a hash in the lock file, none
 * runs a script when it is installed, the SBOM lists them all, and `npm audit` knows of no fault where the registry offers it.
 * usage: node scripts/check-supply.ts [--json]        the last line is {"tried": n, "failed": n, "note": "..."}
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Locked {
  readonly dev?: boolean;
  readonly version?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

interface Sbom {
  readonly components: readonly { readonly purl: string }[];
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EXACT = /^(?:npm:@?[a-z0-9./-]+@)?[0-9]+\.[0-9]+\.[0-9]+$/;
const failures: string[] = [];
let tried = 0;

function check(isSo: boolean, otherwise: string): void {
  tried += 1;
  if (!isSo) failures.push(otherwise);
}

const own = read<Record<string, Readonly<Record<string, string>> | undefined>>('package.json');
for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'])
  for (const [name, version] of Object.entries(own[kind] ?? {}))
    check(EXACT.test(version), `${name} is not pinned: ${version}`);

const { packages } = read<{ readonly packages: Readonly<Record<string, Locked>> }>('package-lock.json');
const running = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true);
for (const [path, { integrity, hasInstallScript }] of running) {
  check(integrity?.startsWith('sha512-') === true, `${path} has no hash`);
  check(hasInstallScript !== true, `${path} runs a script when it is installed`);
}

const sbom = spawnSync(process.execPath, [join(ROOT, 'scripts/write-sbom.ts')], {
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
});
const listed = new Set(
  sbom.status === 0
    ? (JSON.parse(sbom.stdout) as Sbom).components.map(({ purl }) => decodeURIComponent(purl))
    : [],
);
check(listed.size > 0, `the SBOM cannot be made: ${sbom.stderr.slice(0, 300)}`);
for (const [path, { version = '' }] of running)
  check(listed.has(`pkg:npm/${nameOf(path)}@${version}`), `the SBOM does not list ${nameOf(path)}`);

const audit = auditOf();
if (audit.kind === 'asked') {
  check(audit.found === 0, `npm audit tells of ${audit.found} faults`);
}
for (const failure of failures) console.error(failure);
const audited = audit.kind === 'asked' ? 'npm audit is clean' : 'npm audit is not offered by this registry';
const note = `${running.length} packages that run, ${listed.size} in the SBOM; ${failures.length === 0 ? audited : failures.join('; ')}`;
console.log(JSON.stringify({ tried, failed: failures.length, note }));

/** `node_modules/a/node_modules/@b/c` is `@b/c`. */
function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Registries that only mirror have no answer to it. */
function auditOf(): { readonly kind: 'asked'; readonly found: number } | { readonly kind: 'not-offered' } {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 60_000,
  });
  try {
    const { metadata } = JSON.parse(stdout) as {
      readonly metadata?: { readonly vulnerabilities?: { readonly total: number } };
    };
    const total = metadata?.vulnerabilities?.total;
    return total === undefined ? { kind: 'not-offered' } : { kind: 'asked', found: total };
  } catch {
    return { kind: 'not-offered' };
  }
}

function read<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(join(ROOT, name), 'utf8')) as Shape;
}
