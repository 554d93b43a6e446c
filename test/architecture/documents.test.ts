import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS_PAGE, errorsPage } from '../../scripts/write-errors-page.ts';
import { ROOT, repositoryFiles } from './repository.ts';
import { stateTable } from './state-table.ts';

const pages = repositoryFiles('*.md');
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the documents', () => {
  it('list the errors of the catalogue (`node scripts/write-errors-page.ts` writes them)', () => {
    expect(readFileSync(ERRORS_PAGE, 'utf8')).toBe(errorsPage());
  });

  it('show the states of a call as they are', () => {
    expect(text('docs/architecture.md')).toContain(`\n${stateTable().join('\n')}\n`);
  });

  it('give a reason for every dependency', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      text('package.json'),
    ) as Record<string, Readonly<Record<string, string>>>;
    const wanted = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    const given = [...text('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(new Set(given)).toEqual(new Set(wanted));
  });

  it('link only to what is there', () => {
    const broken = pages.flatMap((page) =>
      [...page.text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)|<img[^>]* src="([^"]+)"/g)]
        .map((match) => match[1] ?? match[2] ?? '')
        .filter((target) => !/^[a-z]+:/.test(target))
        .filter((target) => !existsSync(join(ROOT, normalize(join(dirname(page.path), target)))))
        .map((target) => `${page.path} -> ${target}`),
    );
    expect(pages.length).toBeGreaterThan(8);
    expect(broken).toEqual([]);
  });

  it('name only files that are there', () => {
    const named = pages.flatMap((page) =>
      [
        ...page.text.matchAll(
          /`((?:src|test|scripts|docs|docker|dialplan)\/[\w./-]+\.(?:ts|md|xml|yaml|sh))`/g,
        ),
      ].map(([, path = '']) => ({ page: page.path, path })),
    );
    expect(named.length).toBeGreaterThan(20);
    const missing = named.filter(({ path }) => !existsSync(join(ROOT, path)));
    expect(missing.map(({ page, path }) => `${page} names ${path}`)).toEqual([]);
  });

  it('name for every threat that something stops a test that is there, or say that nothing shows it', () => {
    const rows = text('docs/threat-model.md')
      .split('\n### ')
      .slice(1)
      .flatMap(
        (part) =>
          part
            .split('\n## ')[0]
            ?.split('\n')
            .filter((line) => /^\| (?!Attack)/.test(line)) ?? [],
      );
    expect(rows.length).toBeGreaterThan(30);
    const bare = rows.filter((row) => !/`(?:test|scripts)\/[\w./-]+\.ts`/.test(row));
    // Nothing stops these, and a signature is checked by whoever installs.
    expect(bare.filter((row) => !/\*\*nothing|releasing\.md/.test(row))).toEqual([]);
    const named = rows.flatMap((row) => [...row.matchAll(/`((?:test|scripts)\/[\w./-]+\.ts)`/g)]);
    expect(named.map(([, path = '']) => path).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('show only commands that exist', () => {
    const known = new Set(
      [...text('docs/cli.md').matchAll(/^\| `([a-z-]+)(?: [a-z-]+)?` \|/gm)].map(([, name]) => name),
    );
    const shown = pages.flatMap((page) =>
      [...page.text.matchAll(/(?:^ *|`|\$ |&& |; |\/)axbridge ((?!-)[a-z-]+)(?=[ `\n])/gm)]
        .filter((match) => isCode(page.text, match.index))
        .map(([, name = '']) => ({ page: page.path, name })),
    );
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter(({ name }) => !known.has(name))).toEqual([]);
  });

  it.each([
    ['README.md', 'README.zh-CN.md'],
    ['docs/operations.md', 'docs/zh/operations.md'],
    ['docs/api.md', 'docs/zh/api.md'],
    ['docs/threat-model.md', 'docs/zh/threat-model.md'],
  ])('say in %s and %s the same: sections, commands and table rows are as many', (english, chinese) => {
    expect(shapeOf(text(chinese))).toEqual(shapeOf(text(english)));
  });
});

/** Inside a fenced block or between backticks. */
function isCode(page: string, index: number): boolean {
  const before = page.slice(0, index + 1);
  const fences = before.split('\n```').length - 1;
  if (fences % 2 === 1) return true;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return (line.split('`').length - 1) % 2 === 1;
}

function shapeOf(page: string): Readonly<Record<string, unknown>> {
  const lines = page.split('\n');
  const blocks = [...page.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block = '']) =>
    block.split('\n').map((line) => line.replace(/\s*#.*$/, '')),
  );
  return {
    headings: lines.filter((line) => /^#+ /.test(line)).map((line) => line.indexOf(' ')),
    rows: lines.filter((line) => line.startsWith('|')).length,
    items: lines.filter((line) => /^(?:-|\d+\.) /.test(line)).length,
    blocks,
  };
}
