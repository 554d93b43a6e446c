import type { AbuseStage } from './abuse-stage.ts';
import type { Attack } from './attack.ts';

/** An attack that succeeded, or could not be carried out. */
export interface Failure {
  readonly attack: string;
  readonly because: string;
}

/** Carries attacks out, so many at once; those that must be alone one by one after the others. */
export async function runAttacks(
  stage: AbuseStage,
  attacks: readonly Attack[],
  atOnce = 12,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const carryOut = async ({ name, run }: Attack): Promise<void> => {
    const because = await run(stage).catch((error: unknown) => String(error));
    if (because !== null) failures.push({ attack: name, because });
  };
  const queue = attacks.filter(({ alone }) => alone === undefined);
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await carryOut(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  for (const attack of attacks) if (attack.alone === true) await carryOut(attack);
  return failures;
}
