import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ROOT, repositoryFiles } from './repository.ts';

/** Only what cannot be meant otherwise: a short path such as /app, or a host name such as `build`, would be found everywhere. */
function telltales(): readonly RegExp[] {
  const deep = ROOT.split('/').length > 2;
  const host = hostname().length >= 8;
  const literal = (value: string): string => value.replace(/[^\w/]/g, '\\$&');
  return [
    /(?<![\w.])\/(?:home|Users)\/[a-z][\w-]*\//,
    ...(deep ? [new RegExp(`(?<![\\w.])${literal(ROOT)}(?![\\w-])`)] : []),
    ...(host ? [new RegExp(`\\b${literal(hostname())}\\b`)] : []),
  ];
}

describe('the repository', () => {
  const files = repositoryFiles();

  it('names no path of a machine and no machine', () => {
    const found = files.flatMap(({ path, text }) =>
      telltales()
        .flatMap((pattern) => pattern.exec(text)?.[0] ?? [])
        .map((place) => `${path}: ${place}`),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(found).toEqual([]);
  });

  it('holds no secret file and no database', () => {
    const secret = /(?:\.key|\.pem|\.db|\.db-wal|\.sqlite|(?:^|\/)\.env)$/;
    expect(files.map(({ path }) => path).filter((path) => secret.test(path))).toEqual([]);
  });
});
