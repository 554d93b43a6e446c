import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { CheckResult, DoctorCheck } from '../../ports/diagnosis.ts';
import { type SafetyFinding, type SafetyScope, safetyQueries } from '../freeswitch-conf/safety-check.ts';
import { type AskSwitch, SwitchAnswers } from './switch-answers.ts';

/** FreeSWITCH versions that the protections were tested with. */
const TESTED = /\b1\.(?:10|11)\.[0-9]+/;
/** Beyond this the switch's and the daemon's times of an event can no longer be compared. */
const MAX_CLOCK_DIFFERENCE_MS = 2000;

/** What the doctor looks at on one switch. `now` is our clock, in epoch milliseconds. */
export function switchChecks(
  name: string,
  ask: AskSwitch,
  scope: SafetyScope,
  now: () => number,
): readonly DoctorCheck[] {
  const answers = new SwitchAnswers(ask);
  const findings = (): Promise<readonly SafetyFinding[]> => findingsOf(answers, scope);
  return [
    { name: `switch ${name}: version`, run: () => told(() => checkVersion(answers)) },
    { name: `switch ${name}: clock`, run: () => told(() => checkClock(answers, now)) },
    {
      name: `switch ${name}: modules`,
      run: () => told(async () => judge((await findings()).filter(isModule), 'modules are loaded')),
    },
    {
      name: `switch ${name}: gateways`,
      run: () => told(async () => judgeGateways(scope, (await findings()).filter(isGateway))),
    },
    {
      name: `switch ${name}: protections`,
      run: () => told(async () => judge((await findings()).filter(isProtection), 'protections are on')),
    },
  ];
}

/** A switch that cannot be asked is told with what to do about it here; other errors have their own advice. */
async function told(check: () => Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof AxbridgeError) || error.code !== 'no-switch') throw error;
    const where = error.detail === null ? '' : ` (${error.detail})`;
    return failed(
      `the switch does not answer${where}`,
      'Start FreeSWITCH, and compare `freeswitch` in the configuration with its event_socket.conf.xml.',
    );
  }
}

async function checkVersion(answers: SwitchAnswers): Promise<CheckResult> {
  const answer = await answers.to('version');
  const version = /FreeSWITCH Version ([^\s~]+)/i.exec(answer)?.[1] ?? 'of an unknown version';
  if (TESTED.test(version)) return ok(`FreeSWITCH ${version}`);
  return warning(
    `FreeSWITCH ${version}`,
    'axbridge is tested with 1.10 and 1.11: look at the protections below.',
  );
}

/** The answer is whole seconds, so up to one second of difference is none. */
async function checkClock(answers: SwitchAnswers, now: () => number): Promise<CheckResult> {
  const askedAt = now();
  const seconds = Number((await answers.to('strepoch')).trim());
  const answeredAt = now();
  if (!Number.isSafeInteger(seconds)) return failed('the switch does not tell its time', null);
  const early = askedAt - (seconds + 1) * 1000;
  const late = seconds * 1000 - answeredAt;
  const differenceMs = Math.max(early, late, 0);
  if (differenceMs <= MAX_CLOCK_DIFFERENCE_MS) return ok('agrees with ours');
  const detail = `${Math.round(differenceMs / 1000)} s ${late > 0 ? 'ahead of' : 'behind'} ours`;
  return warning(detail, 'Let both machines follow one time server (NTP).');
}

async function findingsOf(answers: SwitchAnswers, scope: SafetyScope): Promise<readonly SafetyFinding[]> {
  const findings: SafetyFinding[] = [];
  for (const query of safetyQueries(scope)) findings.push(...query.check(await answers.to(query.command)));
  return findings;
}

function judgeGateways(scope: SafetyScope, findings: readonly SafetyFinding[]): CheckResult {
  if (scope.gateways.length > 0) return judge(findings, 'settings of gateways are right');
  return warning('no gateway is configured', 'Add one under `gateways` in the configuration.');
}

function isModule({ place }: SafetyFinding): boolean {
  return place === 'modules.conf';
}

function isGateway({ place }: SafetyFinding): boolean {
  return place.startsWith('gateway ');
}

function isProtection(finding: SafetyFinding): boolean {
  return !isModule(finding) && !isGateway(finding);
}

/** A leak or a danger fails; what only costs calls is a warning. */
function judge(findings: readonly SafetyFinding[], whenWell: string): CheckResult {
  const wrong = findings.filter(({ holds }) => !holds);
  if (wrong.length === 0) return ok(`all ${findings.length} ${whenWell}`);
  const grave = wrong.some(({ risk }) => risk !== 'service');
  const lines = wrong.map(
    ({ place, setting, found, wanted, otherwise }) =>
      `${place}: ${setting} is ${found}, should be ${wanted}: ${otherwise}`,
  );
  const detail = [`${wrong.length} of ${findings.length} are not as they should be`, ...lines].join('\n');
  const advice =
    'Write the configuration anew with `axbridge freeswitch-conf`, or set these as docs/existing-freeswitch.md says.';
  return grave ? failed(detail, advice) : warning(detail, advice);
}

function ok(detail: string): CheckResult {
  return { status: 'ok', detail, advice: null };
}

function warning(detail: string, advice: string): CheckResult {
  return { status: 'warning', detail, advice };
}

function failed(detail: string, advice: string | null): CheckResult {
  return { status: 'failed', detail, advice };
}
