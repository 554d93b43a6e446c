import { ENDINGS, FLOWS, planCalls } from '../../../src/adapters/leak-kit/combination.ts';
import { runLeakCalls } from '../../../src/adapters/leak-kit/leak-run.ts';
import { PLACES } from '../../../src/adapters/leak-kit/places.ts';
import type { LeakTestReport } from '../../../src/ports/leak-test.ts';
import { type Laxness, UnprotectedSite } from './unprotected-site.ts';

/**
 * Places whose contents such a switch hands on in at least one direction, as seen on FreeSWITCH 1.10.12. The search must find each of
 * them: that it finds nothing on a protected switch would say nothing otherwise.
 */
export const LEAKING: Readonly<Record<Laxness, readonly string[]>> = {
  bare: [
    'Diversion',
    'Identity (STIR)',
    'K-Number',
    'On-Behalf-Of',
    'P-Access-Network-Info',
    'P-Asserted-Identity',
    'P-Associated-URI',
    'P-Called-Party-ID',
    'P-Charge-Info',
    'P-Charging-Function-Addresses',
    'P-Charging-Vector',
    'P-DCS-Billing-Info',
    'P-Early-Media',
    'P-Key-Flags',
    'P-Profile-Key',
    'P-RTP-Stat',
    'P-Served-User',
    'P-Source-Device',
    'P-User-Database',
    'P-Visited-Network-ID',
    'Privacy with P-Asserted-Identity',
    'Remote-Party-ID',
    'Remote-Party-ID with privacy',
    'User-to-User',
    'X-Broadworks-Correlation-Info',
    'X-FS-Channel-Name',
    'X-FS-Display-Name',
    'X-FS-Display-Number',
    'X-Forwarded-For',
    'X-Real-Number',
    'a body of several parts',
    'a header of two lines',
    'display updates of FreeSWITCH',
    'everywhere at once',
    'nowhere but in the call itself',
    'the same header twice',
  ],
  lax: [
    'From display name',
    'INFO application/dtmf-relay',
    'INFO freeswitch/data',
    'INFO message/update_display',
    'INFO of several parts',
    'INFO text/plain',
    'MESSAGE',
    'SDP a= of the media',
    'SDP a= of the session',
    'SDP a=candidate',
    'SDP a=fmtp',
    'SDP a=rtcp',
    'SDP a=ssrc',
    'SDP e=',
    'SDP i=',
    'SDP i= of the media',
    'SDP k=',
    'SDP o= user',
    'SDP p=',
    'SDP s=',
    'SDP u=',
    'X-Real-Number',
    'everywhere at once',
    'nowhere but in the call itself',
  ],
};

/** Endings that a dialplan alone can bring about. */
const ALONE = ENDINGS.filter((ending) => ending !== 'first gateway fails' && ending !== 'time is over');

export interface ControlOptions {
  /** How often each place comes. */
  readonly rounds: number;
  readonly lanes: number;
  readonly seed: number;
}

/** The same calls where nothing protects anybody. */
export async function controlRun(
  laxness: Laxness,
  { rounds, lanes, seed }: ControlOptions,
): Promise<LeakTestReport> {
  await using site = await UnprotectedSite.start(laxness);
  const flows = FLOWS.filter(({ name }) => name === 'direct dial');
  const calls = planCalls({ flows, endings: ALONE, places: PLACES, calls: PLACES.length * rounds, seed });
  return await runLeakCalls(site.stage, calls, { lanes });
}

/** Places in which the search found nothing although such a switch hands their contents on. */
export function missedPlaces(laxness: Laxness, { places }: LeakTestReport): readonly string[] {
  const leaking = new Set(places.filter(({ leaked }) => leaked > 0).map(({ name }) => name));
  return LEAKING[laxness].filter((name) => !leaking.has(name));
}
