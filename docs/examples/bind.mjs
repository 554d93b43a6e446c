// Two people and the number between them, by @axbridge/client. AXBRIDGE_URL and AXBRIDGE_KEY come from the environment; the key
// has the scopes read, bind, call and admin of the tenant `default`.
import { AxbridgeNoAnswer, AxbridgeProblem, createClient } from '@axbridge/client';

const a = '+8613800138000';
const b = '+8613800138001';

async function main() {
  const axbridge = createClient({ url: process.env.AXBRIDGE_URL, key: process.env.AXBRIDGE_KEY });

  // A pool with numbers, once. You would name numbers that your carrier sends to you.
  const { pools } = await axbridge.pools.list();
  if (!pools.some(({ pool }) => pool === 'example')) {
    await axbridge.pools.create({ pool: 'example' });
    await axbridge.pools.addNumbers('example', { first: '+8617000000001', last: '+8617000000099' });
  }

  const { id, x } = await axbridge.bindings.create({ a, b, pool: 'example', expiresInSeconds: 3600 });
  console.log(`Both parties see ${x}.`);

  const { decision } = await axbridge.routes.explain({ caller: a, x });
  console.log(`A calls it: ${decision}.`);

  // Sent again when the answer is lost, and A is called once all the same: the client draws an idempotency key.
  await axbridge.calls.callback({ a, b, x });
  console.log('A is called, then B.');

  await axbridge.bindings.delete(id);
  console.log('Released.');
}

try {
  await main();
} catch (error) {
  if (error instanceof AxbridgeProblem) console.error(error.title);
  else if (error instanceof AxbridgeNoAnswer || error instanceof TypeError) console.error(error.message);
  else throw error;
  process.exitCode = 1;
}
