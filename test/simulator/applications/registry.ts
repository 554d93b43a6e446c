import { answer, preAnswer, ringReady } from './answering.ts';
import type { Application } from './application.ts';
import { bridge } from './bridge.ts';
import { hangup, respond } from './ending.ts';
import { park } from './park.ts';
import { playback, sleep } from './playing.ts';
import { flushDigits, read } from './reading.ts';
import { recordSession, schedBroadcast, schedHangup, stopRecordSession } from './scheduling.ts';
import { exportVariable, multiset, setProfileVariable, setVariable, unset } from './variables.ts';

interface Entry {
  readonly run: Application;
  /** Not flagged `SAF_SUPPORT_NOMEDIA` in FreeSWITCH: an unanswered caller gets a 183 first. */
  readonly needsMedia: boolean;
}

const withoutMedia = (run: Application): Entry => ({ run, needsMedia: false });

/** The applications of `mod_dptools` that the simulated switch has. */
export const APPLICATIONS: ReadonlyMap<string, Entry> = new Map([
  ['set', withoutMedia(setVariable)],
  ['multiset', withoutMedia(multiset)],
  ['export', withoutMedia(exportVariable)],
  ['set_profile_var', withoutMedia(setProfileVariable)],
  ['unset', withoutMedia(unset)],
  ['answer', withoutMedia(answer)],
  ['pre_answer', withoutMedia(preAnswer)],
  ['ring_ready', withoutMedia(ringReady)],
  ['playback', { run: playback, needsMedia: true }],
  ['sleep', withoutMedia(sleep)],
  ['read', { run: read, needsMedia: true }],
  ['flush_dtmf', withoutMedia(flushDigits)],
  ['park', withoutMedia(park)],
  ['bridge', withoutMedia(bridge)],
  ['hangup', withoutMedia(hangup)],
  ['respond', withoutMedia(respond)],
  ['sched_hangup', withoutMedia(schedHangup)],
  ['sched_broadcast', withoutMedia(schedBroadcast)],
  ['record_session', withoutMedia(recordSession)],
  ['stop_record_session', withoutMedia(stopRecordSession)],
]);
