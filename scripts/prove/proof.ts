import type { Machine } from './machine.ts';
import type { Row } from './outcome.ts';

/** `docs/proof.json`. */
export interface Proof {
  readonly at: string;
  readonly minutes: number;
  readonly machine: Machine;
  readonly tried: number;
  readonly failed: number;
  readonly notTried: number;
  readonly claims: readonly Row[];
}

export function proofOf(rows: readonly Row[], machine: Machine, at: Date, minutes: number): Proof {
  const sum = (count: (row: Row) => number): number => rows.reduce((total, row) => total + count(row), 0);
  return {
    at: at.toISOString(),
    minutes: Math.round(minutes * 10) / 10,
    machine,
    tried: sum(({ tried }) => tried),
    failed: sum(({ failed }) => failed),
    notTried: sum(({ outcome }) => (outcome === 'not tried' ? 1 : 0)),
    claims: rows,
  };
}

/** Holds when everything was tried and nothing failed. */
export function isProven({ claims }: Proof): boolean {
  return claims.length > 0 && claims.every(({ outcome }) => outcome === 'held');
}

const HEADING = `# What was tried

Written by \`npm run prove\` (\`scripts/prove.ts\`), which tries every claim of \`test/prove/claims.ts\`, one after the other. *Tried* counts
trials: calls, messages, damaged files, simulated hours or tests, as the last column says. A claim whose trial could not be carried out
counts as failed. \`npm run prove -- ID\` tries some of them, and the command of a row that row alone.
`;

/** `docs/proof.md`. */
export function proofPage(proof: Proof): string {
  const { cores, memoryGiB, kernel, node, freeswitch, commit } = proof.machine;
  const rows = proof.claims.map((row) => {
    const cells = [
      row.id,
      row.claim,
      triedOf(row),
      failedOf(row),
      `${row.seconds} s`,
      `\`${row.command}\``,
      row.note,
    ];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  return [
    HEADING,
    `${proof.at.slice(0, 16).replace('T', ' ')} UTC, commit ${commit}, FreeSWITCH ${freeswitch ?? '(none)'}, Node ${node}, ` +
      `${kernel}, ${cores} cores, ${memoryGiB} GiB of memory; ${proof.minutes} minutes.`,
    '',
    '| | Claim | Tried | Failed | Took | Command | What was tried |',
    '|---|---|---:|---:|---:|---|---|',
    ...rows,
    `| | **all** | **${proof.tried}** | **${proof.failed}** | | | ${proof.notTried} claims not tried |`,
    '',
  ].join('\n');
}

/** For a terminal: claim, tried, failed. */
export function proofTable(proof: Proof): string {
  const lines = proof.claims.map((row) => [
    row.id.padEnd(16),
    triedOf(row).padStart(9),
    failedOf(row).padStart(9),
    `${row.seconds} s`.padStart(7),
    `  ${row.claim}${row.outcome === 'held' ? '' : `: ${row.note}`}`,
  ]);
  const heads = ['claim'.padEnd(16), 'tried'.padStart(9), 'failed'.padStart(9), 'took'.padStart(7)];
  const sums = ['all'.padEnd(16), String(proof.tried).padStart(9), String(proof.failed).padStart(9)];
  return [heads, ...lines, sums].map((line) => line.join(' ')).join('\n');
}

function triedOf({ outcome, tried }: Row): string {
  return outcome === 'not tried' ? 'not tried' : String(tried);
}

function failedOf({ outcome, failed }: Row): string {
  return outcome === 'not tried' ? '-' : String(failed);
}

/** A claim's text cannot end a cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
