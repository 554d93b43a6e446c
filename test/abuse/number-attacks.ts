import type { AbuseStage } from './abuse-stage.ts';
import { STAGE_SETTINGS } from './abuse-stage.ts';
import { type Attack, type AttackFamily, type Draw, nobody } from './attack.ts';

/** Numbers that cost whoever is billed for calling them, and privacy numbers of ours. */
const FORBIDDEN: readonly string[] = [
  '+37128001234',
  '+85291234567',
  '+12025550123',
  '+18765230123',
  '+449098790123',
  '+88216123456789',
  '+882101234567',
  '+870772001234',
  '+8617000000001',
  '17000000002',
  '008617000009999',
  '0017000009998',
];

/** Country codes that fraud leads to; the rest of the number is drawn. */
const CODES: readonly string[] = [
  '371',
  '252',
  '216',
  '223',
  '509',
  '53',
  '960',
  '675',
  '881',
  '979',
  '1876',
  '1268',
  '44',
  '7',
  '852',
];

/** A platform, or somebody with its key, names numbers that are not to be called. */
export const BARRED: AttackFamily = {
  name: 'barred',
  promise:
    'numbers outside the dial plan, and privacy numbers, cannot be bound, called back, or put behind a party',
  attacks: (draw, count) => [
    ...FORBIDDEN.flatMap(namings),
    ...Array.from({ length: count }, () => drawnNumber(draw)).flatMap((number) =>
      namings(number).slice(0, 2),
    ),
    { name: 'a number that is barred after it was bound', run: barredSince, alone: true },
    { name: 'a further telephone that is barred after it was named', run: alternateBarredSince, alone: true },
    { name: 'a gateway that may not be used for the number', run: gatewayShut, alone: true },
  ],
};

function drawnNumber(draw: Draw): string {
  const rest = Array.from({ length: 9 }, (_, at) => (at === 0 ? 2 + draw.below(8) : draw.below(10)));
  return `+${draw.of(CODES)}${rest.join('')}`;
}

/** All the places where somebody can be named who would be called. */
function namings(number: string): readonly Attack[] {
  const other = nobody();
  return [
    refused(`${number} as B`, (stage) => bind(stage, { a: other, b: number })),
    refused(`${number} as A`, (stage) => bind(stage, { a: number, b: other })),
    refused(`${number} as A of an open binding`, (stage) => bind(stage, { a: number, mode: 'ax' })),
    refused(`${number} as a further telephone`, (stage) =>
      bind(stage, { a: other, b: nobody(), policy: { alternates: { b: [number] } } }),
    ),
    refused(`${number} in a group`, (stage) =>
      stage.site.run((axbridge) => axbridge.putGroup({ group: `g${other}`, members: [number] })),
    ),
    refused(`${number} in a callback`, (stage) =>
      stage.site.run((axbridge) => axbridge.callback({ a: other, b: number, pool: 'main' })),
    ),
    refused(`${number} as the new B of a binding`, async (stage) => {
      const { binding } = await stage.site.bound();
      await stage.site.run((axbridge) => axbridge.amend({ id: binding.id, b: number, showNumbers: false }));
    }),
  ];
}

function bind(
  stage: AbuseStage,
  input: Partial<Parameters<Parameters<Parameters<AbuseStage['site']['run']>[0]>[0]['bind']>[0]> & {
    readonly a: string;
  },
): Promise<unknown> {
  return stage.site.run((axbridge) => axbridge.bind({ pool: 'main', showNumbers: false, ...input }));
}

const REFUSALS = ['number-barred', 'number-invalid'];

function refused(name: string, ask: (stage: AbuseStage) => Promise<unknown>): Attack {
  const run = async (stage: AbuseStage): Promise<string | null> => {
    try {
      await ask(stage);
      return 'it was taken';
    } catch (error) {
      const code = (error as { readonly code?: unknown }).code;
      return REFUSALS.includes(String(code)) ? null : `refused as ${String(code ?? error)}`;
    }
  };
  return { name, run };
}

const BARRED_STATUS = 501;

async function barredSince(stage: AbuseStage): Promise<string | null> {
  const { a, b, dialled } = await stage.pair();
  return withSettings(stage, { barring: { deny: [`+86${b}`] } }, async () => {
    const { status } = await stage.fares({ from: a, dialled });
    if (stage.timesCalled(b) > 0) return 'B was called';
    return status === BARRED_STATUS ? null : `got ${status}`;
  });
}

async function alternateBarredSince(stage: AbuseStage): Promise<string | null> {
  const { a, b, x, dialled } = stage.site.newPair();
  const further = nobody();
  await bind(stage, { a, b, x, policy: { alternates: { b: [further] } } });
  stage.habits.set(`86${b}`, (call) => call.reject(486));
  return withSettings(stage, { barring: { deny: [`+86${further}`] } }, async () => {
    const { status } = await stage.fares({ from: a, dialled });
    if (stage.timesCalled(further) > 0) return 'the telephone was called';
    return stage.timesCalled(b) === 1 && status >= 400 ? null : `got ${status}`;
  });
}

/** Both carriers are ours to call by; the number may only go by the second. */
async function gatewayShut(stage: AbuseStage): Promise<string | null> {
  const { a, b, dialled } = await stage.pair();
  const gateways = [
    { name: 'east', deny: [`+86${b}`] },
    { name: 'west', callerHeader: 'from-header', allow: ['+86*'] },
  ];
  const before = stage.phone('east').packets.length;
  return withSettings(stage, { gateways }, async () => {
    const { status } = await stage.fares({ from: a, dialled });
    const since = stage.phone('east').packets.slice(before);
    const went = since.filter(({ bytes }) => bytes.toString('latin1').startsWith(`INVITE sip:86${b}@`));
    if (went.length > 0) return 'the gateway was used';
    return status === 200 && stage.timesCalled(b) === 1 ? null : `got ${status}`;
  });
}

/** Changes the settings of the running daemon for the time of the work. */
export async function withSettings(
  stage: AbuseStage,
  changes: Readonly<Record<string, object>>,
  work: () => Promise<string | null>,
): Promise<string | null> {
  await stage.site.reload({ ...STAGE_SETTINGS, ...changes });
  try {
    return await work();
  } finally {
    await stage.site.reload(STAGE_SETTINGS);
  }
}
