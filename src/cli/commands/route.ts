import type { Command } from 'commander';
import type { RouteView } from '../../app/route-operations.ts';
import { examples } from '../help.ts';
import { type Context, Session } from '../session.ts';
import { fields } from '../table.ts';

export function addRouteCommand(program: Command, context: Context): void {
  program
    .command('route')
    .description('say which way a call would go, and why; nobody is called')
    .argument('<caller>', 'caller ID as the carrier sends it')
    .argument('<x>', 'number as it is dialled')
    .option('--at <instant>', 'which way it would have gone then, such as 2026-01-31T08:00:00Z')
    .addHelpText(
      'after',
      examples(
        ['axbridge route +8613800138000 +8617000000001', 'whom would this caller reach?'],
        [
          'axbridge route +8613800138000 +8617000000001 --at 2026-01-31T08:00:00Z',
          'whom would he have reached then?',
        ],
        ['axbridge route anonymous 95000001', 'what happens to a caller who withholds the number?'],
      ),
    )
    .action(async (caller: string, x: string, { at }: { readonly at?: string }, command) => {
      const session = new Session(context, command);
      const { showNumbers } = session;
      const route = await session.withStore((operations) => operations.route({ caller, x, at, showNumbers }));
      await session.show(route, () => routeFields(route));
    });
}

function routeFields(route: RouteView): string {
  const decision = route.reason === null ? route.decision : `${route.decision} (${route.reason})`;
  return fields([
    ['decision', decision],
    ['at', route.at],
    ['because', route.explanation],
    ['caller', route.caller],
    ['X', route.x],
    ['callee', route.callee],
    ['pool', route.pool],
    ['binding', route.binding === null ? null : String(route.binding.id)],
    ['by policy of', route.level],
    ['prompt', route.prompt],
    ['cause', route.cause],
    ['as of now', route.uncertain.length === 0 ? null : route.uncertain.join(', ')],
  ]);
}
