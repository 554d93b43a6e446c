import { onTestFinished } from 'vitest';
import type { FreeswitchOptions } from '../../../src/adapters/freeswitch/freeswitch-options.ts';
import { FreeswitchSwitch } from '../../../src/adapters/freeswitch/freeswitch-switch.ts';
import { chinaPlan } from '../../../src/domain/number/china-plan.ts';
import { HOME_ONLY } from '../../../src/domain/policy/dial-rules.ts';
import { FakeTimers } from '../../esl/fake-timers.ts';
import { type Script, ScriptedSwitch } from '../../esl/scripted-switch.ts';
import { SwitchEar } from '../../support/switch-ear.ts';

/** Our end of a switch that does what the script says; ends with the test. Resolves when it takes orders. */
export async function attachTo(script: Script, options: Partial<FreeswitchOptions> = {}) {
  const timers = new FakeTimers();
  const scripted = await ScriptedSwitch.listen(script);
  const ear = new SwitchEar();
  const port = new FreeswitchSwitch({
    name: 'one',
    host: '127.0.0.1',
    port: scripted.port,
    password: 'example-secret',
    soundsDirectory: () => null,
    recordingsDirectory: () => null,
    book: () => ({ plan: chinaPlan(), gateways: new Map(), rules: HOME_ONLY }),
    link: { timers },
    random: () => 0.5,
    onOddity: (what, error) => {
      throw new Error(what, { cause: error });
    },
    ...options,
  });
  onTestFinished(async () => {
    void port.stop();
    // The script ends with an error when its client goes.
    await scripted.close().catch(() => {});
  });
  port.start(ear);
  await ear.link('ready');
  const [peer] = scripted.peers;
  if (peer === undefined) throw new Error('nobody connected');
  return { timers, ear, peer, port };
}
