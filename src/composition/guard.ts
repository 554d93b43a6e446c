import type { GatewayBook } from '../adapters/freeswitch/dial-string.ts';
import { acceptedBlocks } from '../adapters/freeswitch-conf/site-files.ts';
import { CallGuard } from '../app/call-guard.ts';
import { CallWatch } from '../app/call-watch.ts';
import type { CallWitness } from '../app/call-witness.ts';
import { type Settings, toDialRules, toGateway } from '../config/settings.ts';
import { parseNetwork } from '../domain/access/network.ts';
import type { Gateway } from '../domain/gateway/gateway.ts';
import { type Trunk, Trunks } from '../domain/gateway/trunks.ts';
import type { NumberPlan } from '../domain/number/number-plan.ts';
import type { DialRules } from '../domain/policy/dial-rules.ts';
import type { Site } from './site.ts';

/** What stands before the router, and what counts the calls for it beside the other witnesses. */
export function guardedBy(
  { router }: Pick<Site, 'router'>,
  settings: () => Settings,
  witnesses: readonly CallWitness[],
): { readonly guard: CallGuard; readonly witnesses: readonly CallWitness[] } {
  const watch = new CallWatch(() => settings().limits);
  return {
    guard: new CallGuard({ router, watch, trunks: trunksOf(settings) }),
    witnesses: [...witnesses, watch],
  };
}

/** The carriers for those who are called. */
export function trunksOf(settings: () => Settings): () => Trunks {
  return onceFor(settings, ({ gateways }) => new Trunks(gateways.map(toGateway).map(toTrunk)));
}

/** Which numbers are called, as the settings say just now. */
export function dialRulesOf(settings: () => Settings): () => DialRules {
  return onceFor(settings, ({ barring }) => toDialRules(barring));
}

/** The carriers for those who call. */
export function gatewayBookOf(settings: () => Settings, plan: NumberPlan): () => GatewayBook {
  return onceFor(settings, ({ gateways, barring }) => ({
    plan,
    gateways: new Map(gateways.map((one) => [one.name, toGateway(one)])),
    rules: toDialRules(barring),
  }));
}

function toTrunk(gateway: Gateway): Trunk {
  const networks = acceptedBlocks(gateway).map(parseNetwork);
  return {
    name: gateway.name,
    networks: networks.filter((network) => network !== undefined),
    trust: gateway.trust,
  };
}

/** What is made of settings is made once for each reading of them, not for each call. */
function onceFor<Made>(settings: () => Settings, make: (settings: Settings) => Made): () => Made {
  let known: { readonly of: Settings; readonly made: Made } | null = null;
  return () => {
    const now = settings();
    if (known?.of !== now) known = { of: now, made: make(now) };
    return known.made;
  };
}
