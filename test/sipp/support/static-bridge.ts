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
  await writeFile(dialplan, options.guarded ? text : text.replace(/<action application="set".*\n/g, ''));
  if (!options.guarded) await dropProtections(confDirectory, options.gateway);
}

const PROTECTIONS =
  /^.*"(pass-callee-id|cid-in-1xx|send-display-update|caller-id-type|disable-transfer|username)".*\n/gm;

async function dropProtections(confDirectory: string, gateway: string): Promise<void> {
  const profile = join(confDirectory, 'sip_profiles/axbridge.xml');
  await writeFile(profile, (await readFile(profile, 'utf8')).replace(PROTECTIONS, ''));
  const carrier = join(confDirectory, `sip_profiles/carriers/${gateway}.xml`);
  await writeFile(carrier, (await readFile(carrier, 'utf8')).replace(/^.*<variable .*\n/gm, ''));
  await rm(join(confDirectory, '.written-by-axbridge'));
}
