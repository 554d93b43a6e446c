/** Writes docs/errors.md from the catalogue: `node scripts/write-errors-page.ts`. A test compares the two. */
import { writeFileSync } from 'node:fs';
import { ERROR_CATALOGUE, EXIT_CODES, type Retry } from '../src/domain/error-catalogue.ts';

export const ERRORS_PAGE = new URL('../docs/errors.md', import.meta.url);

const AGAIN: Readonly<Record<Retry, string>> = {
  safe: 'as it is',
  'after-change': 'when that is done',
  never: 'not blindly',
};

/** The whole page, as Markdown. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_CATALOGUE).map(
    ([code, { class: errorClass, retry, title, advice }]) =>
      `| \`${code}\` | ${EXIT_CODES[errorClass]} | ${title} | ${advice} | ${AGAIN[retry]} |`,
  );
  return `# Errors

Every error that axbridge shows has one of these codes. They are stable: scripts may rely on them (\`--json\` prints them on standard
error). "Exit" is the exit code of the command line, "again" whether trying again makes sense. Written by
\`node scripts/write-errors-page.ts\` from \`src/domain/error-catalogue.ts\`.

| code | exit | what happened | what to do | again |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

if (import.meta.main) writeFileSync(ERRORS_PAGE, errorsPage());
