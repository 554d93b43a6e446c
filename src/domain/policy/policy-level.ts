import { type CallPolicy, inForce } from './call-policy.ts';

/** Who can say how calls are treated, the nearest first. */
export const POLICY_LEVELS = ['binding', 'pool', 'tenant'] as const;

export type PolicyLevel = (typeof POLICY_LEVELS)[number];

/** What one of them says. */
export interface SaidPolicy {
  readonly level: PolicyLevel;
  readonly policy: CallPolicy;
}

/** What is said of all calls to a number. */
export interface CommonCalls {
  readonly policy: { readonly calls: CallPolicy };
  readonly tenantCalls: CallPolicy;
}

/** @param own what the binding says; left out for a call that goes by none */
export function levelsOn({ policy, tenantCalls }: CommonCalls, own?: CallPolicy): readonly SaidPolicy[] {
  const common = [
    { level: 'pool', policy: policy.calls },
    { level: 'tenant', policy: tenantCalls },
  ] as const;
  return own === undefined ? common : [{ level: 'binding', policy: own }, ...common];
}

/** What counts of it: see `inForce`. */
export function policyOn(number: CommonCalls, own?: CallPolicy): CallPolicy {
  return inForce(...levelsOn(number, own).map(({ policy }) => policy));
}
