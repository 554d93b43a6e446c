import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { BoundView, CallView } from '../../src/app/operations.ts';
import { SimulatedWorld } from '../simulator/simulated-world.ts';
import { DaemonUnderTest } from '../support/daemon.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

it('follows the calls of a daemon that is killed and comes back, and ends at Ctrl-C', async () => {
  await using world = await SimulatedWorld.start();
  await using daemon = await DaemonUnderTest.create({
    eventSocket: world.eventSocket,
    settings: { routing: { gateways: ['west'] } },
  });
  await daemon.start();
  await daemon.ask('pool', 'add', 'main', '+8617000000001-+8617000000009');
  const { x } = await daemon.ask<BoundView>('bind', '13800138000', '13800138001');

  const words = [MAIN, '-c', daemon.configFile, 'calls', '--follow', '--json'];
  const follower = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: follower.stdout })[Symbol.asyncIterator]();
  let text = '';
  const until = async (wanted: (call: CallView) => boolean): Promise<CallView> => {
    for (;;) {
      const { value } = await lines.next();
      text += String(value);
      const call = JSON.parse(String(value)) as CallView;
      if (wanted(call)) return call;
    }
  };

  onTestFinished(() => void follower.kill('SIGKILL'));
  await world.callIn('east', '13800138000', x.slice(3));
  (await world.nextCall('west')).pickUp();
  const first = await until(({ stage }) => stage === 'talking');

  await daemon.kill('SIGKILL');
  await daemon.start();
  const caller = await world.callIn('east', '13800138001', x.slice(3));
  (await world.nextCall('west')).pickUp();
  const second = await until(({ stage, call }) => stage === 'talking' && call !== first.call);
  await caller.answered;
  caller.hangUp();
  await until(({ stage, call }) => String(stage) === 'gone' && call === second.call);

  // The first one went on all the while, and was not said to be gone.
  expect(text).not.toMatch(new RegExp(`"call":"${first.call}"[^{]*"stage":"gone"`));
  expect(text).not.toContain('13800138');
  const ended = once(follower, 'exit');
  follower.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});
