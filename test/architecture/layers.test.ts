import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, ROOT, repositoryFiles } from './repository.ts';

interface Lint {
  readonly code: number | null;
  readonly output: string;
}

/** The project's own lint configuration on one planted file. */
function lint(path: string, text: string): Lint {
  const directory = mkdtempSync(join(tmpdir(), 'axbridge-lint-'));
  try {
    copyFileSync(join(ROOT, 'biome.json'), join(directory, 'biome.json'));
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
    const biome = join(ROOT, 'node_modules/.bin/biome');
    const { status, stdout, stderr } = spawnSync(biome, ['lint', '.'], { cwd: directory, encoding: 'utf8' });
    return { code: status, output: stdout + stderr };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('the lint rule for layers', () => {
  it.each([
    ['domain', 'node:fs'],
    ['domain', '../ports/clock.ts'],
    ['domain', '../app/views.ts'],
    ['domain', '../adapters/system/log.ts'],
    ['domain', '../esl/reply.ts'],
    ['domain', 'zod'],
    ['ports', 'node:events'],
    ['ports', '../app/views.ts'],
    ['ports', '../adapters/system/log.ts'],
    ['app', 'node:fs'],
    ['app', '../adapters/system/log.ts'],
    ['app', '../cli/program.ts'],
    ['app', '../esl/reply.ts'],
    ['cli', '../esl/reply.ts'],
    ['esl', '../domain/instant.ts'],
    ['esl', '../adapters/system/log.ts'],
    ['adapters/sqlite', '../../esl/reply.ts'],
    ['client', 'node:crypto'],
    ['client', 'zod'],
    ['client', '../domain/instant.ts'],
    ['client', '../http/problem.ts'],
    ...['domain', 'ports', 'app', 'cli', 'http', 'config', 'esl', 'composition', 'adapters/freeswitch'].map(
      (layer) => [layer, `${layer.includes('/') ? '../' : ''}../client/client.ts`],
    ),
    ['adapters/sqlite', '../../client/client.ts'],
  ])('refuses in src/%s an import of %s', (layer, target) => {
    const { code, output } = lint(
      `src/${layer}/planted.ts`,
      `import { it } from '${target}';\nexport const planted = it;\n`,
    );
    expect(output).toContain('noRestrictedImports');
    expect(code).not.toBe(0);
  });

  it.each(['process', 'setTimeout', 'setInterval', 'fetch'])('refuses %s in src/domain', (name) => {
    const { code, output } = lint('src/domain/planted.ts', `export const planted = ${name};\n`);
    expect(output).toContain('noRestrictedGlobals');
    expect(code).not.toBe(0);
  });

  it.each([
    ['noExplicitAny', 'export function planted(one: any): string {\n  return String(one);\n}\n'],
    ['noNonNullAssertion', 'export function planted(one: string | null): string {\n  return one!;\n}\n'],
    ['noBarrelFile', "export * from './pool.ts';\n"],
  ])('refuses by %s', (rule, text) => {
    const { code, output } = lint('src/domain/planted.ts', text);
    expect(output).toContain(rule);
    expect(code).not.toBe(0);
  });

  it('lets pass what is allowed', () => {
    const text = "import { it } from '../domain/instant.ts';\nexport const planted = it;\n";
    expect(lint('src/ports/planted.ts', text)).toMatchObject({ code: 0 });
    const near = "import { it } from './listing.ts';\nexport const planted = it;\n";
    expect(lint('src/client/planted.ts', near)).toMatchObject({ code: 0 });
  });
});

/** What each layer may import, besides itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  ports: ['domain'],
  app: ['domain', 'ports'],
  cli: ['domain', 'ports', 'app'],
  wire: ['domain', 'app'],
  http: ['domain', 'ports', 'app', 'wire'],
  config: ['domain'],
  esl: [],
  client: [],
  adapters: ['domain', 'ports', 'app', 'esl', 'wire'],
  composition: ['domain', 'ports', 'app', 'cli', 'http', 'config', 'adapters'],
};
/** Layers without I/O: no package and no module of Node at all. */
const BARE = ['domain', 'ports', 'app'];

describe('the sources', () => {
  const files = repositoryFiles('src/*.ts').filter(({ path }) => path !== 'src/main.ts');
  const layerOf = (path: string): string => path.split('/')[1] ?? '';

  it('have no layer but these', () => {
    expect(files.map(({ path }) => layerOf(path)).filter((layer) => LAYERS[layer] === undefined)).toEqual([]);
  });

  it('import only from the layers below them', () => {
    const wrong = files.flatMap((file) => {
      const layer = layerOf(file.path);
      const inner = importsOf(file).filter((target) => target.startsWith('src/'));
      return inner
        .filter((target) => layerOf(target) !== layer && !LAYERS[layer]?.includes(layerOf(target)))
        .map((target) => `${file.path} -> ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('use the event socket in adapters/freeswitch alone', () => {
    const users = files.filter((file) => importsOf(file).some((target) => target.startsWith('src/esl/')));
    const others = users.filter(({ path }) => !/^src\/(esl|adapters\/freeswitch)\//.test(path));
    expect(others.map(({ path }) => path)).toEqual([]);
  });

  it.each(BARE)('keep src/%s free of packages and of Node', (layer) => {
    const outer = files
      .filter(({ path }) => layerOf(path) === layer)
      .flatMap((file) => importsOf(file).map((target) => `${file.path} -> ${target}`))
      .filter((line) => !line.includes('-> src/'));
    expect(outer).toEqual([]);
  });

  it('let the client depend on itself alone', () => {
    const targets = files.filter(({ path }) => layerOf(path) === 'client').flatMap((file) => importsOf(file));
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((target) => !target.startsWith('src/client/'))).toEqual([]);
  });

  it('let the event socket library depend on Node alone', () => {
    const targets = files.filter(({ path }) => layerOf(path) === 'esl').flatMap((file) => importsOf(file));
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((target) => !/^(node:|src\/esl\/)/.test(target))).toEqual([]);
  });

  it('are imported by no import that leaves the repository', () => {
    const all = repositoryFiles('src/*.ts', 'test/*.ts', 'scripts/*.ts').flatMap((file) => importsOf(file));
    expect(all.filter((target) => target.startsWith('..') || target.startsWith('/'))).toEqual([]);
  });
});
