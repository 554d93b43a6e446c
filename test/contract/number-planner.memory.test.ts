import { MemoryBindingStore } from '../../src/adapters/memory/memory-binding-store.ts';
import { MemoryNumberPlanner } from '../../src/adapters/memory/memory-number-planner.ts';
import { numberPlannerContract } from './number-planner.contract.ts';

numberPlannerContract('the memory planner', async () => {
  const store = new MemoryBindingStore();
  return { store, planner: new MemoryNumberPlanner(store), close: () => store.close() };
});
