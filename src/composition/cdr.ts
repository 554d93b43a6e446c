import { DirectorySpool } from '../adapters/cdr-spool/directory-spool.ts';
import { planFor } from '../adapters/phone-number/plan-for.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import type { CallDesk } from '../app/call-desk.ts';
import type { CallFleet } from '../app/call-fleet.ts';
import { callContextOf } from '../app/cdr/call-context.ts';
import { CdrDesk } from '../app/cdr/cdr-desk.ts';
import type { CallEvents } from '../app/event/call-events.ts';
import type { Settings } from '../config/settings.ts';
import type { Log } from '../ports/log.ts';
import { trunksOf } from './guard.ts';
import type { Site } from './site.ts';

/** The desk that makes call records of the files in the spool. */
export function cdrDeskOf(parts: {
  readonly site: Pick<Site, 'store'>;
  readonly log: Log;
  readonly settings: () => Settings;
  readonly seen: Pick<CallEvents, 'flush'>;
  /** Asked for when the desk has been started, not before. */
  readonly desk: () => CallDesk;
  readonly fleet: () => CallFleet;
}): CdrDesk {
  const { site, log, settings, seen, desk, fleet } = parts;
  const { numberPlan, cdr } = settings();
  const plan = planFor(numberPlan.country, numberPlan.homeAreaCode);
  const clock = new SystemClock();
  const trunks = trunksOf(settings);
  const spool = new DirectorySpool({
    directory: cdr.spool,
    rules: () => ({
      plan,
      gateways: new Map(settings().gateways.map((one) => [one.name, one])),
      trunks: trunks(),
    }),
    now: () => clock.now(),
    onOddity: (what, details) => log.warn(details, what),
  });
  return new CdrDesk({
    store: site.store.cdrs,
    spool,
    clock,
    log,
    beforeSettling: () => seen.flush(),
    isLive: (call) => desk().call(call) !== undefined,
    callsOnSwitch: (node) => fleet().liveCalls(node),
    contextOf: (call) => callContextOf(site.store, plan, call),
  });
}
