import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './repository.ts';

interface LockedPackage {
  readonly dev?: boolean;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

describe('package-lock.json', () => {
  const all = Object.entries(packages);

  it('has an entry for every optional package of every platform, so that `npm ci` passes on each', () => {
    const wanted = all.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).map((name) => ({ path, name })),
    );
    expect(wanted.length).toBeGreaterThan(20);
    const holes = wanted.filter(({ path, name }) => !isLocked(path, name));
    expect(holes.map(({ path, name }) => `${path} -> ${name}`)).toEqual([]);
  });

  it('names no registry, so that everybody installs from their own', () => {
    expect(all.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('knows the hash of every package that runs', () => {
    const running = all.filter(([path, { dev }]) => path !== '' && dev !== true);
    expect(running.length).toBeGreaterThan(50);
    const without = running.filter(([, { integrity }]) => integrity?.startsWith('sha512-') !== true);
    expect(without.map(([path]) => path)).toEqual([]);
  });

  it('needs no install script', () => {
    const scripted = all.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect(scripted.map(([path]) => path).filter((path) => !isForOtherPlatform(path))).toEqual([]);
  });
});

describe('package.json', () => {
  it('names one version of each package, and no range', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    ) as Readonly<Record<string, Readonly<Record<string, string>>>>;
    const named = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });
    const exact = /^(?:npm:@?[a-z0-9./-]+@)?[0-9]+\.[0-9]+\.[0-9]+$/;
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(([, version]) => !exact.test(version))).toEqual([]);
  });
});

/** Where Node would find it: beside the one who wants it, or in any place above. */
function isLocked(path: string, name: string): boolean {
  if (packages[path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`] !== undefined)
    return true;
  if (path === '') return false;
  return isLocked(
    path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '',
    name,
  );
}

/** fsevents, of macOS, has one and is not needed to run. */
function isForOtherPlatform(path: string): boolean {
  return path.endsWith('/fsevents');
}
