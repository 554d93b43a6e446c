import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Replaces the dialplan by a static bridge that shows X, as somebody without axbridge would write it: the control that proves
 * that the leak detector detects. `guarded` keeps the shipped profile, gateway and dialplan guards around it.
 */
export async function bridgeStatically(
  confDirectory: string,
  options: {
    readonly gateway: string;
    readonly callee: string;
    readonly x: string;
    readonly guarded: boolean;
  },
): Promise<void> {
  const bridge =
    `<action application="bridge" data="{origination_caller_id_number=${options.x},` +
    `origination_caller_id_name=${options.x}}sofia/gateway/${options.gateway}/${options.callee}"/>`;
  const dialplan = join(confDirectory, 'dialplan/axbridge.xml');
  const text = (await readFile(dialplan, 'utf8')).replace('<action application="park"/>', bridge);
  await writeFile(
    dialplan,
    options.guarded ? text : text.replace(/<action application="set(_name)?".*\n/g, ''),
  );
  if (!options.guarded) await dropProtections(confDirectory, options.gateway);
}

/**
 * Leaves only the guards that the daemon sets with each order: a dialplan that does no more than park, and a profile and gateways
 * without any of ours, as on a switch that somebody set up for other things.
 */
export async function leaveOnlyTheDaemonsGuards(
  confDirectory: string,
  gateways: readonly string[],
): Promise<void> {
  const dialplan = join(confDirectory, 'dialplan/axbridge.xml');
  const guards = /^.*<action application="set" data="(?!axbridge_entry|park_timeout).*\n/gm;
  await writeFile(dialplan, (await readFile(dialplan, 'utf8')).replace(guards, ''));
  await dropFrom(join(confDirectory, 'sip_profiles/axbridge.xml'), PROTECTIONS);
  for (const gateway of gateways)
    await dropFrom(join(confDirectory, `sip_profiles/carriers/${gateway}.xml`), /^.*<variable .*\n/gm);
  await rm(join(confDirectory, '.written-by-axbridge'));
}

async function dropFrom(file: string, lines: RegExp): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(lines, ''));
}

const PROTECTIONS =
  /^.*"(pass-callee-id|cid-in-1xx|send-display-update|caller-id-type|disable-transfer|username)".*\n/gm;

async function dropProtections(confDirectory: string, gateway: string): Promise<void> {
  await dropFrom(join(confDirectory, 'sip_profiles/axbridge.xml'), PROTECTIONS);
  await dropFrom(join(confDirectory, `sip_profiles/carriers/${gateway}.xml`), /^.*<variable .*\n/gm);
  await rm(join(confDirectory, '.written-by-axbridge'));
}
