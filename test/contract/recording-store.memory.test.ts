import { MemoryRecordingStore } from '../../src/adapters/memory/memory-recording-store.ts';
import { describeRecordingStore } from './recording-store.contract.ts';

describeRecordingStore('recordings in memory', {
  open: async () => new MemoryRecordingStore(),
  dispose: async () => undefined,
});
