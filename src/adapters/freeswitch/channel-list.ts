import { z } from 'zod';
import { legId } from '../../domain/call/leg.ts';
import type { LegSnapshot } from '../../ports/switch-port.ts';
import { decodeMark, decodeRole, LISTED_MARK_VARIABLE } from './channel-variables.ts';
import { SURVEY_APPLICATION } from './survey-plan.ts';

const row = z.object({
  uuid: z.string(),
  created_epoch: z.coerce.number(),
  direction: z.string().default(''),
  application: z.string().default(''),
  callstate: z.string().default(''),
  [LISTED_MARK_VARIABLE]: z.string().default(''),
});

const answer = z.object({ row_count: z.number(), rows: z.array(row).default([]) });

/** A leg as the switch lists it. */
export interface ListedLeg {
  readonly snapshot: LegSnapshot;
  /** Is to be looked at by itself. */
  readonly mayWait: boolean;
}

/**
 * Reads `show channels as json`.
 *
 * @throws SyntaxError when the answer is no such list, as when the switch runs without its core database (`-nosql`).
 */
export function readChannelList(text: string): readonly ListedLeg[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(
      'the switch does not list its channels: run it with its core database (not -nosql)',
      {
        cause,
      },
    );
  }
  return answer.parse(json).rows.flatMap(listedLeg);
}

function listedLeg(listed: z.infer<typeof row>): readonly ListedLeg[] {
  const leg = legId(listed.uuid);
  if (leg === undefined) return [];
  const snapshot: LegSnapshot = {
    leg,
    createdAt: listed.created_epoch * 1000,
    mark: decodeMark(listed[LISTED_MARK_VARIABLE]),
    role: decodeRole(listed[LISTED_MARK_VARIABLE]),
    answered: listed.callstate === 'ACTIVE' || listed.callstate === 'HELD',
    isSurveyed: listed.application === SURVEY_APPLICATION,
    waiting: null,
  };
  return [{ snapshot, mayWait: listed.application === 'park' || mayBeParked(listed, snapshot) }];
}

/** A caller without an order from us, whom the list may not show in park yet: it is late. */
function mayBeParked({ direction }: z.infer<typeof row>, { mark, answered }: LegSnapshot): boolean {
  return direction === 'inbound' && mark === null && !answered;
}
