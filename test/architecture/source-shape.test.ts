import { describe, expect, it } from 'vitest';
import { repositoryFiles } from './repository.ts';

const LONGEST = 350;
/** Files of `src/` that may be longer, and why. */
const LONGER: Readonly<Record<string, string>> = {
  'src/client/openapi-types.ts': 'written by scripts/write-client-types.ts',
  'src/domain/error-catalogue.ts': 'a table: one entry an error, and all of them in one place',
};

describe('a file of src', () => {
  const files = repositoryFiles('src/*.ts');

  it(`has at most ${LONGEST} lines, or a reason to have more`, () => {
    const long = files.filter(({ text }) => text.split('\n').length > LONGEST).map(({ path }) => path);
    expect(long.filter((path) => LONGER[path] === undefined)).toEqual([]);
    expect(Object.keys(LONGER).filter((path) => !long.includes(path))).toEqual([]);
  });

  it('has no default export', () => {
    const wrong = files.filter(({ text }) => /^export default\b|\bas default\b/m.test(text));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('switches no check off', () => {
    const pragma = /@ts-(?:ignore|nocheck|expect-error)|biome-ignore|(?:ox|es)lint-disable/;
    expect(files.filter(({ text }) => pragma.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('is named for what it is', () => {
    const drawer = /(?:^|\/)(?:utils?|helpers?|common|misc|[a-z-]*manager)(?:\.ts|\/)/;
    expect(files.map(({ path }) => path).filter((path) => drawer.test(path))).toEqual([]);
  });
});
