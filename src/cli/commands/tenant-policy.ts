import type { Command } from 'commander';
import type { TenantPolicyView } from '../../app/tenant-policy-operations.ts';
import { examples } from '../help.ts';
import { addPolicyOptions, type PolicyOptions, policyFields, policyInput } from '../policy-words.ts';
import { type Context, Session } from '../session.ts';
import { fields } from '../table.ts';

export function addTenantPolicy(tenant: Command, context: Context): void {
  const policy = tenant
    .command('policy')
    .description('show or change how calls on all pools of a tenant are treated')
    .argument('<tenant>', 'as `axbridge tenant list` shows it');
  addPolicyOptions(policy)
    .addHelpText(
      'after',
      examples(
        ['axbridge tenant policy acme', 'what is said now'],
        ['axbridge tenant policy acme --max-call 1h', 'where neither binding nor pool says how long'],
        ["axbridge tenant policy acme --deny '+1900*'", 'whatever its pools and bindings allow'],
      ),
    )
    .action(async (id: string, options: PolicyOptions, command) => {
      const session = new Session(context, command);
      const calls = policyInput(options);
      const view = await session.withAccess((access) => {
        const known = access.tenant(id);
        if (calls === undefined) return session.withStore((store) => store.tenantPolicy({ tenant: known }));
        return access.aboutTenant(known, 'tenant.policy', (own) =>
          session.withStore((store) => store.changeTenantPolicy({ tenant: own, calls })),
        );
      });
      await session.show(view, () => policyText(view));
    });
}

function policyText({ tenant, calls }: TenantPolicyView): string {
  const said = Object.keys(calls).length > 0;
  return fields([['tenant', tenant], ['policy', said ? null : 'says nothing'], ...policyFields(calls)]);
}
