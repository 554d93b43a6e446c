import { PROFILE_FIELDS } from '../caller-profile.ts';
import type { Channel } from '../channel.ts';

/** `set name=value`. Expands `${}` by itself, also where the channel forbids it for applications (`mod_dptools.c:1667`). */
export function setVariable(channel: Channel, data: string): void {
  const [name, value] = assignment(channel.variables.expand(data));
  channel.variables.set(name, value);
}

/** `multiset a=1 b=2`, or with another delimiter: `multiset ^^;a=1;b=2`. */
export function multiset(channel: Channel, data: string): void {
  const delimited = data.startsWith('^^');
  const delimiter = delimited ? data.charAt(2) : ' ';
  const list = delimited ? data.slice(3) : data;
  for (const one of list.split(delimiter)) if (one !== '') setVariable(channel, one);
}

/** `export name=value`: also to the legs that this one calls; `export nolocal:name=value` to those only. */
export function exportVariable(channel: Channel, data: string): void {
  const [written, value] = assignment(channel.variables.expand(data));
  const name = written.replace(/^nolocal:/, '');
  if (name === written) channel.variables.set(name, value);
  else channel.variables.set(written, value);
  const before = channel.variables.get('export_vars');
  channel.variables.set('export_vars', before === undefined ? written : `${before},${written}`);
}

export function setProfileVariable(channel: Channel, data: string): void {
  const [name, value] = assignment(data);
  const field = PROFILE_FIELDS[name];
  if (field === undefined) channel.core.settings.notSimulated(`set_profile_var ${name}`);
  else Object.assign(channel.profile, { [field]: value });
}

export function unset(channel: Channel, data: string): void {
  channel.variables.unset(data.trim());
}

function assignment(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
