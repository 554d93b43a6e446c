import { type CallId, callOf, type LegId } from '../../domain/call/leg.ts';
import { EventView } from '../../esl/codec/event-view.ts';
import type { LegSnapshot } from '../../ports/switch-port.ts';
import { SOUNDS_VARIABLE } from '../freeswitch-conf/site-files.ts';
import { readChannelList } from './channel-list.ts';
import { STAGE_VARIABLE } from './channel-variables.ts';
import { parkedFact } from './event-to-fact.ts';

/** Asks the switch something and gives back its answer. */
export type Ask = (command: string) => Promise<{ readonly text: string; readonly body?: string | undefined }>;

/**
 * All legs that the switch has now. One question for the list; one more only for each leg that may be in park, because those wait for
 * an order that nobody has given: they came while we were away. One after the other, so that an order to a new caller need not wait
 * for all of them.
 *
 * @param told legs that were found waiting earlier on this connection; what became of them since then was told by events
 * @param show takes each leg that waits as soon as that is known, for its caller waits; then all others together
 */
export async function takeStock(
  ask: Ask,
  told: Set<LegId>,
  show: (legs: readonly LegSnapshot[]) => void,
): Promise<void> {
  const listing = await ask('show channels as json');
  const others: LegSnapshot[] = [];
  const listed = readChannelList(listing.body ?? listing.text);
  const withCallee = new Set(listed.flatMap(({ snapshot }) => calledOf(snapshot)));
  for (const { snapshot, mayWait } of listed) {
    const isOpen = (mayWait || isAlone(snapshot, withCallee)) && !told.has(snapshot.leg);
    const waiting = isOpen ? await waitingFact(ask, snapshot) : null;
    if (waiting === 'not-yet') continue;
    if (waiting === null) {
      others.push(snapshot);
      continue;
    }
    told.add(snapshot.leg);
    show([{ ...snapshot, waiting }]);
  }
  show(others);
}

function calledOf({ role, mark }: LegSnapshot): readonly CallId[] {
  return role === 'called' && mark !== null ? [mark.call] : [];
}

/** A callback's first party, who has answered: whether he waits for his order, or has it, the late list does not tell. */
function isAlone(
  { role, mark, answered, isSurveyed }: LegSnapshot,
  withCallee: ReadonlySet<CallId>,
): boolean {
  return (
    role === 'first' && mark?.flow === 'callback' && answered && !isSurveyed && !withCallee.has(mark.call)
  );
}

/** The calls of all legs that the switch lists. A leg that has had no order yet is a caller's. */
export async function callsListed(ask: Ask): Promise<ReadonlySet<CallId>> {
  const listing = await ask('show channels as json');
  const legs = readChannelList(listing.body ?? listing.text);
  return new Set(legs.map(({ snapshot }) => snapshot.mark?.call ?? callOf(snapshot.leg)));
}

/** @returns `not-yet` of a leg that has had no order and is not in park: it tells of itself when it is */
async function waitingFact(
  ask: Ask,
  { leg, createdAt, mark }: LegSnapshot,
): Promise<LegSnapshot['waiting'] | 'not-yet'> {
  const dump = await ask(`uuid_dump ${leg} json`);
  const text = dump.body ?? dump.text;
  // Gone between the list and the question.
  if (!text.startsWith('{')) return null;
  const channel = EventView.fromJson(text);
  // Answers have no names: one that was doubled on the way would tell of this caller what is true of another.
  if (channel.get('Unique-ID') !== leg) throw new Error('the switch answered with another channel');
  // The list is late: a leg that it still shows in park may be talking by now, and what a leg in park wants would end its call.
  if (channel.get('variable_current_application') === 'park') return parkedFact(leg, createdAt, channel);
  const hasOrder = channel.get(`variable_${STAGE_VARIABLE}`) !== undefined;
  return mark === null || hasOrder ? null : 'not-yet';
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
