import { NodeKeyMaterial } from '../../../src/adapters/access/node-key-material.ts';
import { MemoryBindingStore } from '../../../src/adapters/memory/memory-binding-store.ts';
import { MemoryCdrStore } from '../../../src/adapters/memory/memory-cdr-store.ts';
import { MemoryNumberPlanner } from '../../../src/adapters/memory/memory-number-planner.ts';
import { MemoryRecordingStore } from '../../../src/adapters/memory/memory-recording-store.ts';
import { phoneNumberReader } from '../../../src/adapters/phone-number/phone-number-reader.ts';
import { CallRouter } from '../../../src/app/call-router.ts';
import { CdrInquiry } from '../../../src/app/cdr/cdr-inquiry.ts';
import type { CallbackInput, CallView, Operations, StatusView } from '../../../src/app/operations.ts';
import { RecordingDesk } from '../../../src/app/recordings/recording-desk.ts';
import { StoreDesk } from '../../../src/app/store-desk.ts';
import { recordingOperations } from '../../../src/composition/recordings.ts';
import { AxbridgeError } from '../../../src/domain/error-catalogue.ts';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';
import type { CdrStore } from '../../../src/ports/cdr-store.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { NumberPlanner } from '../../../src/ports/number-planner.ts';
import type { RecordingStore } from '../../../src/ports/recording-store.ts';
import { MemoryVault } from './memory-vault.ts';

/** What a test sets of the half that needs a switch. */
export interface FakeCalls {
  live: CallView[];
  nodes: StatusView['nodes'];
  readonly hungUp: string[];
  answerOf: (command: string) => string | null;
}

export interface TestOperations {
  readonly operations: Operations;
  readonly calls: FakeCalls;
  readonly planner: NumberPlanner;
  readonly cdrs: CdrStore;
  readonly recordings: RecordingStore;
  readonly vault: MemoryVault;
  /** Moves the clock. */
  setNow(at: number): void;
}

export const LIVE_CALL: CallView = {
  call: 'c-0001',
  node: 'main',
  flow: 'masked',
  stage: 'talking',
  x: '+8617000000001',
  binding: 7,
  caller: '+861****8000',
  callee: '+861****8001',
  beganAt: '2026-01-31T08:00:00.000Z',
  answeredAt: '2026-01-31T08:00:05.000Z',
  outcome: null,
};

/** The operations of a daemon over a store in memory; the telephone half is what the test says. */
export function memoryOperations(): TestOperations {
  let now = Date.UTC(2026, 0, 31, 8);
  const clock: Clock = { now: () => now, after: () => ({ cancel: () => undefined }) };
  const plan = chinaPlan();
  const store = new MemoryBindingStore();
  const desk = new StoreDesk({
    store,
    reader: phoneNumberReader(plan),
    router: new CallRouter(store, plan),
    clock,
    defaultExpiryMs: () => 24 * 3_600_000,
    language: () => 'zh',
    material: () => new NodeKeyMaterial(new Uint8Array(32)),
    webhookRules: () => ({ allowPrivateAddresses: false, allowPlainHttp: false }),
  });
  const cdrs = new MemoryCdrStore();
  const inquiry = new CdrInquiry({ store: cdrs, reader: phoneNumberReader(plan), clock });
  const recordings = new MemoryRecordingStore();
  const vault = new MemoryVault();
  const recordingDesk = new RecordingDesk({ store: recordings, vault, clock });
  const calls: FakeCalls = {
    live: [LIVE_CALL],
    nodes: [{ name: 'main', state: 'ready', because: null }],
    hungUp: [],
    answerOf: () => null,
  };
  const operations: Operations = {
    addPool: (input) => desk.addPool(input),
    pools: () => desk.pools(),
    lockPool: (input) => desk.lockPool(input),
    removePool: (input) => desk.removePool(input),
    setWebhook: (input) => desk.setWebhook(input),
    rotateWebhookSecret: (input) => desk.rotateWebhookSecret(input),
    removeWebhook: (input) => desk.removeWebhook(input),
    bind: (input) => desk.bind(input),
    bindMany: (input) => desk.bindMany(input),
    amend: (input) => desk.amend(input),
    unbind: (input) => desk.unbind(input),
    bindings: (input) => desk.bindings(input),
    putGroup: (input) => desk.putGroup(input),
    changeGroup: (input) => desk.changeGroup(input),
    groups: () => desk.groups(),
    group: (input) => desk.group(input),
    removeGroup: (input) => desk.removeGroup(input),
    setCallee: (input) => desk.setCallee(input),
    clearCallee: (input) => desk.clearCallee(input),
    route: (input) => desk.route(input),
    tenantPolicy: (input) => desk.tenantPolicy(input),
    changeTenantPolicy: (input) => desk.changeTenantPolicy(input),
    callback: async (input: CallbackInput) => {
      if (input.display === 'real-a') throw new AxbridgeError('display-not-allowed');
      return { call: 'c-0002', binding: (await desk.bindForCallback(input)).view };
    },
    calls: async () => calls.live,
    hangUp: async ({ call }) => {
      if (!calls.live.some((one) => one.call === call)) throw new AxbridgeError('call-not-found', call);
      calls.hungUp.push(call);
      return null;
    },
    status: async () => ({
      version: '0.1.0',
      startedAt: '2026-01-31T07:00:00.000Z',
      draining: false,
      nodes: calls.nodes,
      liveCalls: calls.live.length,
    }),
    askNodes: async ({ command }) =>
      calls.nodes.map((node) => ({ node: node.name, answer: calls.answerOf(command) })),
    rotateKey: async () => ({ bindings: 3 }),
    cdrs: (input) => inquiry.cdrs(input),
    ...recordingOperations(recordingDesk),
  };
  return {
    operations,
    planner: new MemoryNumberPlanner(store),
    cdrs,
    recordings,
    vault,
    calls,
    setNow: (at) => {
      now = at;
    },
  };
}
