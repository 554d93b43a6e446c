import type { Channel, Step } from '../channel.ts';
import type { Core } from '../core.ts';
import { parseDialString } from '../dial-string.ts';
import { runChannel } from '../execution.ts';
import { originate } from '../originate.ts';

const USAGE =
  '-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] [<cid_name>] [<cid_num>] [<timeout_sec>]\n';

/** `originate DIALSTRING &app(args)`: answers when the callee has, and the leg then runs the application. */
export async function originateCommand(core: Core, argument: string): Promise<string> {
  const [dial, target] = words(argument);
  if (dial === undefined || target === undefined) return USAGE;
  const step = applicationOf(target);
  if (step === null) {
    core.settings.notSimulated(`originate to the extension ${target}`);
    return USAGE;
  }
  const result = await originate(core, parseDialString(dial), null);
  if (!result.ok) return `-ERR ${result.cause}\n`;
  flipCallerId(result.leg);
  const { uuid } = result.leg;
  result.leg.runsApplications = true;
  // Seen: the command's result is told before the leg begins its application.
  core.clock.after(0, () => void runChannel(result.leg, [step]));
  return `+OK ${uuid}\n`;
}

/** Split at spaces; `'…'` holds together (`mod_commands.c:5103`). */
function words(text: string): readonly string[] {
  return [...text.trim().matchAll(/'([^']*)'|((?:\{[^}]*\}|\[[^\]]*\]|\S)+)/g)].map(
    (found) => found[1] ?? found[2] ?? '',
  );
}

/** `&park()` or `&bridge(…)`; the argument ends at the first `)` (`mod_commands.c:5150`). */
function applicationOf(text: string): Step | null {
  const found = /^&([a-z_]+)(?:\(([^)]*)\))?/i.exec(text);
  return found === null ? null : { app: found[1] ?? '', data: found[2] ?? '' };
}

/**
 * A called leg that runs an extension is turned round: what was the callee is now the caller (`switch_channel.c:3299`). Without a callee
 * id of its own the real number stands there, and goes on to whomever the leg calls.
 */
function flipCallerId(leg: Channel): void {
  const { profile } = leg;
  const { callerIdName, callerIdNumber } = profile;
  profile.callerIdName = profile.calleeIdName;
  profile.callerIdNumber = profile.calleeIdNumber;
  profile.calleeIdName = callerIdName;
  profile.calleeIdNumber = callerIdNumber;
}
