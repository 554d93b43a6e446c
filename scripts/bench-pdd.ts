/*
 * Post-dial delay that axbridge adds: from the caller's INVITE to the callee's, for calls that the daemon routes and for calls that
 * a static `bridge` in the dialplan of the same FreeSWITCH routes, in turns, at the same rate.
 * usage: node scripts/bench-pdd.ts [--calls 400] [--rate 20] [--asks] [--json]
 *        --asks  the dialplan asks the daemon by mod_xml_curl, instead of having calls wait for it
 * Needs a real FreeSWITCH. Bounds: the difference is at most 22 ms at p50 and 25 ms at p99, with --asks 2 and 5 ms; exit code 1 when it
 * is not.
 */
import { parseArgs } from 'node:util';
import { DelayBench, delayRows, printDelays } from './bench/post-dial-delay.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '400' },
    rate: { type: 'string', default: '20' },
    asks: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [calls, rate] = [Number(values.calls), Number(values.rate)];
const { asks } = values;

await using bench = await DelayBench.start({ rate, asks });
const rows = delayRows(await bench.compare(calls), asks);
if (values.json) console.log(JSON.stringify({ calls, rate, asks, rows }));
else {
  console.log(`post-dial delay in ms, ${calls} calls each way at ${rate} a second`);
  printDelays(rows);
}
process.exitCode = rows.every((row) => row.holds) ? 0 : 1;
