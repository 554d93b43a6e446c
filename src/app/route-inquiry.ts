import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { EpochMs } from '../domain/instant.ts';
import { parseInstant, printInstant } from '../domain/instant-text.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallRouter, PastRouted } from './call-router.ts';
import type { RouteInput, RouteView } from './route-operations.ts';
import { routeView } from './views.ts';

export interface RouteInquiryOptions {
  readonly router: CallRouter;
  readonly clock: Clock;
}

/**
 * Which way a call would go, or would have gone.
 * @param fenced hides what is not for the asking one
 * @throws AxbridgeError `input-invalid` for an instant to come, `history-unknown` for one of which nothing is known any more
 */
export function inquireRoute(
  { router, clock }: RouteInquiryOptions,
  { caller, x, at: text, showNumbers }: RouteInput,
  fenced: (routed: PastRouted) => PastRouted = (routed) => routed,
): RouteView {
  const now = clock.now();
  const at = text === undefined ? now : readPast(text, now);
  const routed =
    text === undefined
      ? { ...router.route(caller, x, at), uncertain: new Set<never>() }
      : router.routeAt(caller, x, at);
  if (routed === null) throw new AxbridgeError('history-unknown');
  const shown = fenced(routed);
  return { at: printInstant(at), uncertain: [...shown.uncertain], ...routeView(shown, { at, showNumbers }) };
}

function readPast(text: string, now: EpochMs): EpochMs {
  const at = parseInstant(text);
  if (at === undefined || at < 0 || at > now)
    throw new AxbridgeError('input-invalid', 'at: an instant that has been, such as 2026-01-31T08:00:00Z');
  return at;
}
