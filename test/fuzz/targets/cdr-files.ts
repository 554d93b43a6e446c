import { readLegFile } from '../../../src/adapters/cdr-spool/read-leg-file.ts';
import { Trunks } from '../../../src/domain/gateway/trunks.ts';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';
import { CALLED_VARIABLES, CALLER_VARIABLES, legFile } from '../../adapters/cdr-spool/leg-file.ts';
import { type FuzzTarget, must, sessionOf } from '../fuzz-target.ts';

const RULES = {
  plan: chinaPlan(null),
  gateways: new Map([['east', { dialPrefix: '' }]]),
  trunks: new Trunks([]),
};

/** Files that the switch leaves for each leg, with what callers have put into them, half written or made by somebody else. */
export const cdrFiles: FuzzTarget = {
  name: 'cdr-files',
  what: 'files of legs in the spool',
  dictionary: [
    '"variables"',
    'uuid',
    'axbridge_mark',
    'sip_from_user',
    'start_uepoch',
    'ARRAY::',
    '1795277692505725',
    '0',
    '-1',
  ],
  seeds: () => [
    Buffer.from(legFile(CALLER_VARIABLES)),
    Buffer.from(legFile(CALLED_VARIABLES, [{ times: { bridged_time: '1795277692565735' } }])),
  ],
  open: () =>
    sessionOf((input) => {
      const file = readLegFile(input.toString('utf8'), RULES);
      if (file.kind !== 'leg') return;
      const { leg } = file;
      must(leg.endedAt >= leg.createdAt, 'it ended before it began');
      for (const text of [leg.sipCallId, leg.readCodec, leg.writeCodec, leg.host])
        must((text ?? '').length <= 128, 'a text without bounds');
      // What a telephone and the operator named as they liked is kept as it is: a changed file may name anything there.
      const named = { ...leg, sipCallId: null, gateway: null };
      must(!/1380013800[0-9]/.test(JSON.stringify(named)), 'a number in the clear');
    }),
  perSecond: 1_500,
};
