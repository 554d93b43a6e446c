import { MemoryCdrStore } from '../../src/adapters/memory/memory-cdr-store.ts';
import { describeCdrStore } from './cdr-store.contract.ts';

describeCdrStore('call records in memory', {
  open: async () => new MemoryCdrStore(),
  dispose: async () => {},
});
