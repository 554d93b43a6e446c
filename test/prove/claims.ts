/** Something that we promise, and the program that tries to show that it is not so. */
export interface Claim {
  /** Names it on the command line: `npm run prove -- leak`. */
  readonly id: string;
  /** The promise, as a sentence. */
  readonly claim: string;
  /**
   * A script of ours and its arguments: `node SCRIPT ARGUMENTS` tries this claim alone. Its last line on standard output is
   * `{"tried": 12, "failed": 0, "note": "..."}`; its exit code is 0 when it could run, whatever it found.
   */
  readonly script: readonly [path: string, ...args: string[]];
  /** What it cannot be tried without. */
  readonly needs: readonly Need[];
  /** It has failed when it has not ended by then. Several times what it takes on two cores. */
  readonly limitMinutes: number;
}

/** FreeSWITCH, and SIPp. */
export type Need = 'freeswitch' | 'sipp';

const SUITE = 'scripts/prove-suite.ts';

/** In the order in which they are tried. */
export const CLAIMS: readonly Claim[] = [
  {
    id: 'leak-wire',
    claim:
      'No number and no address of one party reaches the other, wherever in SIP, SDP, RTP and RTCP it is put, in any flow, whatever the ending',
    script: ['scripts/prove-leak.ts', '--part', 'wire'],
    needs: ['freeswitch'],
    limitMinutes: 20,
  },
  {
    id: 'leak-asking',
    claim:
      'The same where the dialplan asks the daemon what a call is to do (mod_xml_curl), instead of having it wait',
    script: ['scripts/prove-leak.ts', '--part', 'asking'],
    needs: ['freeswitch'],
    limitMinutes: 10,
  },
  {
    id: 'leak-written',
    claim:
      'No number is in anything that daemon and switch write, in what is known of their processes, or in what they print, serve and export masked',
    script: ['scripts/prove-leak.ts', '--part', 'written'],
    needs: ['freeswitch'],
    limitMinutes: 6,
  },
  {
    id: 'leak-control',
    claim: 'The search for leaks finds every place that a FreeSWITCH without our protections hands on',
    script: ['scripts/prove-leak.ts', '--part', 'control'],
    needs: ['freeswitch'],
    limitMinutes: 20,
  },
  {
    id: 'simulation',
    claim:
      'Whatever goes wrong, in simulated hours of the whole daemon: no wrong party, no acknowledged write lost, one record a call, no X too early',
    script: ['scripts/prove-simulation.ts'],
    needs: [],
    limitMinutes: 20,
  },
  {
    id: 'crash',
    claim:
      'A daemon that is killed at any moment has lost no binding that it acknowledged, and tells of none that is not there',
    script: [SUITE, 'test/store/crash.test.ts'],
    needs: [],
    limitMinutes: 20,
  },
  {
    id: 'one-x-one-party',
    claim:
      'No privacy number leads one party to two others, or is given again inside its cool-down, whatever the history',
    script: [
      SUITE,
      'test/store/binding-model.test.ts',
      'test/store/mode-model.test.ts',
      'test/store/past-model.test.ts',
    ],
    needs: [],
    limitMinutes: 20,
  },
  {
    id: 'records',
    claim:
      'Every call has exactly one record, and every event is delivered, though daemon and link die under the calls',
    script: [SUITE, 'test/load/many-deaths.test.ts'],
    needs: ['freeswitch', 'sipp'],
    limitMinutes: 20,
  },
  {
    id: 'survival',
    claim:
      'Calls go on, and are answered, when the daemon or the switch is killed in any stage of them; nobody is rung twice',
    script: [SUITE, 'test/load/survival.test.ts'],
    needs: ['freeswitch', 'sipp'],
    limitMinutes: 20,
  },
  {
    id: 'faults',
    claim:
      'Whatever dies, stands still, fills up or is damaged: nothing acknowledged is lost, nobody reaches a wrong person, and calls go through within 2 s',
    script: ['scripts/prove-faults.ts'],
    needs: ['freeswitch', 'sipp'],
    limitMinutes: 15,
  },
  {
    id: 'keys',
    claim:
      'After retention, and after a rotation of the key, nobody who has the files and the keys can read an old number; a lost or wrong key changes nothing',
    script: [
      SUITE,
      'test/store/shredding.test.ts',
      'test/store/keys.test.ts',
      'test/adapters/system/given-keys.test.ts',
    ],
    needs: [],
    limitMinutes: 6,
  },
  {
    id: 'keys-rotation',
    claim:
      'While the key is rotated again and again, every call goes to whom it is meant for, and every record and binding opens, by the new key only',
    script: ['scripts/prove-keys.ts'],
    needs: ['freeswitch'],
    limitMinutes: 10,
  },
  {
    id: 'backup',
    claim:
      'A damaged database is refused and left as it is, whatever the damage, and a backup made online brings all of it back',
    script: [
      SUITE,
      'test/store/backup.test.ts',
      'test/store/log-damage.test.ts',
      'test/store/failures.test.ts',
    ],
    needs: [],
    limitMinutes: 6,
  },
  {
    id: 'input',
    claim:
      'No bad input crashes daemon or switch, connects a wrong person, tells a number or overwrites a file: event socket, files, HTTP, SIP',
    script: ['scripts/prove-input.ts'],
    needs: ['freeswitch', 'sipp'],
    limitMinutes: 20,
  },
  {
    id: 'abuse',
    claim:
      'Nobody calls as somebody else, has calls go round, elsewhere or to numbers that are not called, learns numbers by trying, or floods them',
    script: ['scripts/prove-abuse.ts'],
    needs: ['freeswitch', 'sipp'],
    limitMinutes: 12,
  },
  {
    id: 'asking',
    claim:
      'A call that the dialplan asks about goes as one that waits: the same decisions, the same bytes on the wire, the same records',
    script: [
      SUITE,
      '--dialplan-asks',
      'test/sipp/flows.test.ts',
      'test/sipp/failures.test.ts',
      'test/sipp/dialplan-asks.test.ts',
    ],
    needs: ['freeswitch', 'sipp'],
    limitMinutes: 6,
  },
  {
    id: 'supply',
    claim:
      'Every package that runs has one version and a hash, runs no script when installed, and is in the SBOM',
    script: ['scripts/check-supply.ts'],
    needs: [],
    limitMinutes: 5,
  },
];
