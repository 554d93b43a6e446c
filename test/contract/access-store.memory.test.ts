import { MemoryAccessStore } from '../../src/adapters/access/memory-access-store.ts';
import { describeAccessStore } from './access-store.contract.ts';

describeAccessStore('the access store in memory', () => ({
  lasts: false,
  open: async () => new MemoryAccessStore(),
  dispose: async () => undefined,
}));
