import { FreeswitchSwitch } from '../adapters/freeswitch/freeswitch-switch.ts';
import { planFor } from '../adapters/phone-number/plan-for.ts';
import type { LinkMetrics } from '../app/metrics/link-metrics.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../ports/log.ts';
import { gatewayBookOf } from './guard.ts';

/** A dead link is so known after 7 s at the latest: this silence, and the 5 s in which a command is answered. */
const PROBE_AFTER_MS = 2_000;
/** A caller waits 4 s in park: a switch that came back has us before. */
const RECONNECTING = { firstMs: 250, maxMs: 2_000 };

/** The switches of the settings, and where their dialplans ask. */
export interface Switches {
  readonly nodes: readonly FreeswitchSwitch[];
  /** Nobody is answered any more; calls wait in park. */
  stopAnswering(): Promise<void>;
}

/** @throws Error when the port for the dialplans is taken */
export async function switchesOf(settings: () => Settings, log: Log, links: LinkMetrics): Promise<Switches> {
  const { freeswitch, dialplan } = settings();
  const planned = freeswitch.map((node) => ({
    node: freeswitchOf(node, { settings, log, links }),
    password: node.password.reveal(),
  }));
  const nodes = planned.map(({ node }) => node);
  if (dialplan.port === null) return { nodes, stopAnswering: () => Promise.resolve() };
  // Loaded here: where no dialplan asks, nobody waits for it.
  const { PlanServer } = await import('../adapters/freeswitch/plan-server.ts');
  const plans = await PlanServer.listen(dialplan.port, planned, (node, answer) => {
    links.answered(node, answer);
    log.debug({ node, answer }, 'dialplan asked');
  });
  return { nodes, stopAnswering: () => plans.close() };
}

interface Surroundings {
  readonly settings: () => Settings;
  readonly log: Log;
  readonly links: LinkMetrics;
}

function freeswitchOf(
  node: Settings['freeswitch'][number],
  { settings, log, links }: Surroundings,
): FreeswitchSwitch {
  const { country, homeAreaCode } = settings().numberPlan;
  const plan = planFor(country, homeAreaCode);
  return new FreeswitchSwitch({
    name: node.name,
    host: node.host,
    port: node.port,
    password: node.password.reveal(),
    soundsDirectory: () => settings().prompts.directory,
    recordingsDirectory: () => settings().recordings.spool,
    book: gatewayBookOf(settings, plan),
    probeAfterMs: PROBE_AFTER_MS,
    link: { backoff: RECONNECTING },
    refusesOverload: () => settings().calls.refuseOverload,
    onLoad: (change) => {
      links.limited(node.name, change.state === 'limited');
      log.warn({ node: node.name, ...change }, 'overload');
    },
    onRefused: () => links.refused(node.name),
    random: Math.random,
    onOddity: (what, error) => log.error({ node: node.name, err: error }, what),
  });
}
