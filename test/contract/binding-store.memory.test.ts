import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { describeBindingStore } from './binding-store.contract.ts';

describeBindingStore('the memory store', () => ({
  open: async () => new MemoryBindingStore(),
  dispose: async () => {},
}));
