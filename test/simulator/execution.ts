import { RESPONSE_VARIABLE } from './applications/application.ts';
import { APPLICATIONS } from './applications/registry.ts';
import type { Channel, PrivateEvent, Step } from './channel.ts';
import { causeFromText } from './hangup-cause.ts';

/**
 * The life of a channel that runs applications: one list after the other, until a list ends or the channel is hung up
 * (`switch_core_standard_on_execute`: whoever reaches the end of the list is hung up with NORMAL_CLEARING).
 */
export async function runChannel(channel: Channel, first: readonly Step[]): Promise<void> {
  channel.runsApplications = true;
  channel.enter('CS_EXECUTE');
  await runList(channel, first);
  while (!channel.hungUp && channel.transfer !== null) {
    const list = channel.transfer;
    channel.transfer = null;
    channel.enter('CS_ROUTING');
    channel.enter('CS_EXECUTE');
    await runList(channel, list);
  }
  channel.hangup('NORMAL_CLEARING');
  channel.conclude();
}

async function runList(channel: Channel, list: readonly Step[]): Promise<void> {
  for (const step of list) {
    if (!channel.ready) return;
    await execute(channel, step);
  }
}

/** One application between its CHANNEL_EXECUTE and CHANNEL_EXECUTE_COMPLETE. What need not wait is done when this returns. */
export function execute(channel: Channel, step: Step, id?: string): void | Promise<void> {
  const known = APPLICATIONS.get(step.app.toLowerCase());
  if (known === undefined) return unknownApplication(channel, step);
  const { variables } = channel;
  const data = variables.isTrue('app_disable_expand_variables') ? step.data : variables.expand(step.data);
  if (known.needsMedia) channel.progressMedia();
  variables.set('current_application_data', data);
  variables.set('current_application', step.app);
  channel.lastStep = { app: step.app, data };
  const about = [
    ['Application', step.app],
    ['Application-Data', data],
    ['Application-UUID', id ?? channel.core.settings.uuid()],
  ] as const;
  channel.fire('CHANNEL_EXECUTE', about);
  const complete = (): void =>
    channel.fire('CHANNEL_EXECUTE_COMPLETE', [
      ...about,
      ['Application-Response', variables.take(RESPONSE_VARIABLE) ?? '_none_'],
    ]);
  const done = known.run(channel, data);
  if (done instanceof Promise) return done.then(complete);
  complete();
}

/** Seen: no CHANNEL_EXECUTE, hung up with DESTINATION_OUT_OF_ORDER. */
function unknownApplication(channel: Channel, step: Step): void {
  channel.core.settings.notSimulated(`application ${step.app}`);
  channel.hangup('DESTINATION_OUT_OF_ORDER');
}

/** `switch_channel_execute_on`: every variable whose name begins with the prefix, in the order set. */
export function executeOn(channel: Channel, prefix: string): void {
  for (const name of channel.variables.startingWith(prefix)) {
    const [app, data] = splitOnce(channel.variables.get(name) ?? '', /::| /);
    void execute(channel, { app, data });
  }
}

/** Does what was asked by `sendmsg` while the channel waited (`switch_ivr_parse_event`). */
export async function drainPrivateEvents(channel: Channel): Promise<void> {
  while (!channel.hungUp) {
    const event = channel.privateEvents.shift();
    if (event === undefined) return;
    await obey(channel, event);
  }
}

async function obey(channel: Channel, event: PrivateEvent): Promise<void> {
  const command = (event.header('call-command') ?? '').toLowerCase();
  if (command === 'xferext') {
    channel.transfer = event.all('application').map((line) => {
      const [app, data] = splitOnce(line, / /);
      return { app, data };
    });
    channel.changed();
  } else if (command === 'execute') {
    const app = event.header('execute-app-name') ?? '';
    const data = event.header('execute-app-arg') ?? event.body ?? '';
    if (app !== '') await execute(channel, { app, data }, event.header('event-uuid'));
  } else if (command === 'hangup') {
    channel.hangup(causeFromText(event.header('hangup-cause')));
  }
}

/** Before and after the first match; the second is empty when there is none. */
function splitOnce(text: string, separator: RegExp): readonly [string, string] {
  const found = separator.exec(text);
  if (found === null) return [text, ''];
  return [text.slice(0, found.index), text.slice(found.index + found[0].length)];
}
