import { type CallId, callOf, type LegId } from '../../domain/call/leg.ts';
import { EventView } from '../../esl/codec/event-view.ts';
import type { LegSnapshot } from '../../ports/switch-port.ts';
import { SOUNDS_VARIABLE } from '../freeswitch-conf/site-files.ts';
import { type ListedLeg, readChannelList } from './channel-list.ts';
import { parkedFact } from './event-to-fact.ts';

/** Asks the switch something and gives back its answer. */
export type Ask = (command: string) => Promise<{ readonly text: string; readonly body?: string | undefined }>;

/**
 * All legs that the switch has now. One question for the list; one more only for each leg in park, because those wait for an order
 * that nobody has given: they came while we were away.
 */
export async function takeStock(ask: Ask): Promise<readonly LegSnapshot[]> {
  const listing = await ask('show channels as json');
  const legs: LegSnapshot[] = [];
  for (const listed of readChannelList(listing.body ?? listing.text)) {
    legs.push(listed.parked ? await withWaitingFact(ask, listed) : listed.snapshot);
  }
  return legs;
}

/** The calls of all legs that the switch lists. A leg that has had no order yet is a caller's. */
export async function callsListed(ask: Ask): Promise<ReadonlySet<CallId>> {
  const listing = await ask('show channels as json');
  const legs = readChannelList(listing.body ?? listing.text);
  return new Set(legs.map(({ snapshot }) => snapshot.mark?.call ?? callOf(snapshot.leg)));
}

async function withWaitingFact(ask: Ask, listed: ListedLeg): Promise<LegSnapshot> {
  const { snapshot } = listed;
  const dump = await ask(`uuid_dump ${snapshot.leg} json`);
  const text = dump.body ?? dump.text;
  // Gone between the list and the question.
  if (!text.startsWith('{')) return snapshot;
  const channel = EventView.fromJson(text);
  // The list is late: a leg that it still shows in park may be talking by now, and what a leg in park wants would end its call.
  if (channel.get('variable_current_application') !== 'park') return snapshot;
  return { ...snapshot, waiting: parkedFact(snapshot.leg, snapshot.createdAt, channel) };
}

/** Of some legs, those that the switch has no more. Asks for each: unlike the list, this answer is never late. */
export async function goneOf(ask: Ask, legs: readonly LegId[]): Promise<ReadonlySet<LegId>> {
  const gone = new Set<LegId>();
  for (const leg of legs) {
    const answer = await ask(`uuid_exists ${leg}`);
    if ((answer.body ?? answer.text).trim() === 'false') gone.add(leg);
  }
  return gone;
}

/** Where the switch has the prompts: a global variable of the configuration that we write; `null` where it is not set. */
export async function soundsOf(ask: Ask): Promise<string | null> {
  const answer = await ask(`global_getvar ${SOUNDS_VARIABLE}`);
  const path = (answer.body ?? answer.text).trim();
  return path.startsWith('/') ? path : null;
}
