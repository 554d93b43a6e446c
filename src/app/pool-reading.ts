import { isHangupCause } from '../domain/call/hangup-cause.ts';
import { isPromptName } from '../domain/call/prompt.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { PoolPolicy } from '../domain/pool/pool.ts';
import { readAreaFallback } from './area-reading.ts';
import { readDuration } from './bind-reading.ts';
import type { PoolInput } from './operations.ts';

/** What a wish says of the pool's policy; `null` when it says nothing. @throws AxbridgeError `input-invalid` */
export function readPolicy(input: Omit<PoolInput, 'pool'>): Partial<PoolPolicy> | null {
  const coolDownMs =
    input.coolDown === undefined ? undefined : (readDuration('cool-down', input.coolDown) ?? 0);
  const policy: Partial<PoolPolicy> = {
    ...(coolDownMs === undefined ? {} : { coolDownMs }),
    ...(input.sticky === undefined ? {} : { sticky: input.sticky }),
    ...(input.language === undefined ? {} : { language: input.language }),
    ...(input.lowWaterPercent === undefined ? {} : { lowWaterPercent: lowWaterOf(input.lowWaterPercent) }),
    ...(input.areaFallback === undefined ? {} : { areaFallback: readAreaFallback(input.areaFallback) }),
    ...(input.refusals === undefined ? {} : { refusals: checkedRefusals(input.refusals) }),
  };
  return Object.keys(policy).length === 0 ? null : policy;
}

function lowWaterOf(percent: number | null): number | null {
  if (percent !== null && !(Number.isInteger(percent) && percent >= 0 && percent <= 100))
    throw new AxbridgeError('input-invalid', 'low water: a whole number from 0 to 100, or none');
  return percent;
}

function checkedRefusals(refusals: PoolPolicy['refusals']): PoolPolicy['refusals'] {
  for (const [reason, { prompt, cause }] of Object.entries(refusals)) {
    if (prompt !== null && !isPromptName(prompt))
      throw new AxbridgeError('input-invalid', `refusals: ${reason}: there is no such prompt`);
    if (!isHangupCause(cause))
      throw new AxbridgeError('input-invalid', `refusals: ${reason}: there is no such hangup cause`);
  }
  return refusals;
}
