import { MemoryAccessStore } from '../../src/adapters/access/memory-access-store.ts';
import { describeEventEndpointStore } from './event-endpoint-store.contract.ts';

describeEventEndpointStore('the endpoints of events in memory', () => {
  let store = new MemoryAccessStore();
  return {
    lasts: false,
    open: async () => store,
    dispose: async () => {
      store = new MemoryAccessStore();
    },
  };
});
