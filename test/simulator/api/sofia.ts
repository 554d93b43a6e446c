import type { Core } from '../core.ts';

const RULE = '='.repeat(97);

/** `sofia status`, `sofia status gateway NAME`, `sofia xmlstatus gateway [NAME]`. */
export function sofia(core: Core, argument: string): string {
  const [verb, what, name] = argument.trim().split(' ');
  if (verb === 'status' && what === undefined) return wholeStatus(core);
  if (verb === 'status' && what === 'gateway' && name !== undefined) return gatewayStatus(core, name);
  if (verb === 'xmlstatus' && what === 'gateway') return gatewayXml(core, name);
  core.settings.notSimulated(`api sofia ${argument}`);
  return '-ERR not simulated\n';
}

function wholeStatus(core: Core): string {
  const gateways = core.network.gateways();
  const profiles = [...new Set(gateways.map((one) => one.profile))];
  const lines = [
    line('Name', 'Type', 'Data', 'State'),
    RULE,
    ...profiles.map((name) => line(name, 'profile', 'sip:mod_sofia@127.0.0.1:5060', 'RUNNING (0)')),
    ...gateways.map((one) => line(`${one.profile}::${one.name}`, 'gateway', 'sip:none@127.0.0.1', 'NOREG')),
    RULE,
    `${profiles.length} profile${profiles.length === 1 ? '' : 's'} 0 aliases`,
    '',
  ];
  return lines.join('\n');
}

function line(name: string, type: string, data: string, state: string): string {
  return `${name.padStart(25)}\t${type.padStart(7)}\t${data.padStart(42)}\t${state}`;
}

function gatewayStatus(core: Core, name: string): string {
  const gateway = core.network.gateways().find((one) => one.name === name);
  if (gateway === undefined) return 'Invalid Gateway!\n';
  const fields = [
    ['Name', gateway.name],
    ['Profile', gateway.profile],
    ['Scheme', 'Digest'],
    ['Proxy', 'sip:127.0.0.1'],
    ['Context', 'axbridge'],
    ['PingFreq', '0'],
    ['State', 'NOREG'],
    ['Status', gateway.state],
    ['CallsIN', '0'],
    ['CallsOUT', String(gateway.callsOut)],
    ['FailedCallsIN', '0'],
    ['FailedCallsOUT', String(gateway.failedCallsOut)],
  ] as const;
  return [RULE, ...fields.map(([key, value]) => `${key.padEnd(8)}\t${value}`), RULE, ''].join('\n');
}

function gatewayXml(core: Core, name: string | undefined): string {
  const wanted = core.network.gateways().filter((one) => name === undefined || one.name === name);
  if (name !== undefined && wanted.length === 0) return 'Invalid Gateway!\n';
  const each = wanted.map((one) =>
    [
      '  <gateway>',
      `    <name>${one.name}</name>`,
      `    <profile>${one.profile}</profile>`,
      '    <state>NOREG</state>',
      `    <status>${one.state}</status>`,
      `    <calls-out>${one.callsOut}</calls-out>`,
      `    <failed-calls-out>${one.failedCallsOut}</failed-calls-out>`,
      '  </gateway>',
    ].join('\n'),
  );
  const head = '<?xml version="1.0" encoding="ISO-8859-1"?>';
  const body = name === undefined ? ['<gateways>', ...each, '</gateways>'] : each;
  return `${[head, ...body].join('\n')}\n`;
}
