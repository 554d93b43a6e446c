import { MemoryEventLog } from '../../src/adapters/memory/memory-event-log.ts';
import { describeEventLog } from './event-log.contract.ts';

describeEventLog('events in memory', {
  open: async () => new MemoryEventLog(),
  dispose: async () => {},
});
