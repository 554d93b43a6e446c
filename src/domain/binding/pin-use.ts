import type { EpochMs } from '../instant.ts';
import type { CallPolicy } from '../policy/call-policy.ts';
import { afterWrongPins } from '../policy/pin.ts';
import { lifeAt } from './binding-life.ts';
import type { BindingRecord } from './binding-record.ts';

/** A binding on which a wrong PIN was keyed. */
export function withWrongPin(record: BindingRecord, { strangers }: CallPolicy, at: EpochMs): BindingRecord {
  if (strangers === undefined || lifeAt(record, at) !== 'live') return record;
  return { ...record, pinTries: afterWrongPins(record.pinTries, 1, strangers, at) };
}
