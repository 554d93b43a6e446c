import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answers } from './behaviour.ts';
import { EslClient } from './esl-client.ts';
import { SimulatedSwitch } from './simulated-switch.ts';

const X = '+8617000000001';
let simulated: SimulatedSwitch;

beforeEach(async () => {
  simulated = await SimulatedSwitch.start({ gateways: ['gw1'], log: () => {} });
});

afterEach(() => simulated.stop());

function call(): void {
  simulated.carrier('gw1').call({ from: '+8613800138001', to: X });
}

describe('faults on demand', () => {
  it('cuts connections', async () => {
    const client = await EslClient.attached(simulated.port);
    simulated.cutConnections();
    await client.closed;
    expect(simulated.clients).toBe(0);
  });

  it('refuses connections and takes them again on the same port', async () => {
    const { port } = simulated;
    const before = await EslClient.attached(port);
    await simulated.refuseConnections();
    await expect(EslClient.open(port)).rejects.toThrow('ECONNREFUSED');
    expect(await before.api('echo still here')).toBe('still here');
    await simulated.acceptConnections();
    const after = await EslClient.attached(port);
    expect(await after.api('echo back')).toBe('back');
    before.close();
    after.close();
  });

  it('refuses the right password', async () => {
    simulated.faults.refusesAuthentication = true;
    const client = await EslClient.open(simulated.port);
    expect((await client.send('auth ClueCon')).headers).toContain('-ERR invalid');
    await client.closed;
  });

  it('rejects rudely whoever is not on the access list', async () => {
    simulated.faults.deniesAccess = true;
    const client = await EslClient.open(simulated.port);
    await client.closed;
    expect(client.raw).toEqual([
      {
        headers: 'Content-Type: text/rude-rejection\nContent-Length: 24',
        body: 'Access Denied, go away.\n',
      },
    ]);
  });

  it('accepts and never says a word', async () => {
    simulated.faults.stalls = true;
    const socket = connect(simulated.port, '127.0.0.1');
    await once(socket, 'connect');
    let said = 0;
    socket.on('data', (chunk: Buffer) => {
      said += chunk.length;
    });
    simulated.faults.stalls = false;
    const other = await EslClient.attached(simulated.port);
    await other.api('status');
    expect(said).toBe(0);
    socket.destroy();
    other.close();
  });

  it('goes silent on connections that stay open', async () => {
    const deaf = await EslClient.attached(simulated.port);
    simulated.halfOpen();
    const other = await EslClient.attached(simulated.port);
    call();
    await other.event('CHANNEL_PARK');
    expect(deaf.events).toEqual([]);
    deaf.close();
    other.close();
  });

  it('stops reading, goes on telling, and reads on', async () => {
    const client = await EslClient.attached(simulated.port);
    simulated.stopReading();
    const answer = client.api('echo late');
    call();
    await client.event('CHANNEL_PARK');
    expect(simulated.commands).not.toContain('api echo late');
    simulated.resumeReading();
    expect(await answer).toBe('late');
    client.close();
  });

  it('drops, duplicates and delays events', async () => {
    const client = await EslClient.attached(simulated.port);
    simulated.faults.onEvent({ event: 'CHANNEL_CREATE', do: 'drop' });
    simulated.faults.onEvent({ event: 'CHANNEL_EXECUTE', do: 'duplicate' });
    simulated.faults.onEvent({ event: 'CHANNEL_PARK', do: { delayMs: 30 } });
    call();
    await client.event('CHANNEL_PARK');
    const names = client.events.map((event) => event['Event-Name']);
    expect(names).not.toContain('CHANNEL_CREATE');
    const executed = names.filter((name) => name === 'CHANNEL_EXECUTE').length;
    const distinct = new Set(
      client.events
        .filter((event) => event['Event-Name'] === 'CHANNEL_EXECUTE')
        .map((event) => event['Event-Sequence']),
    );
    expect(executed - distinct.size).toBe(1);
    client.close();
  });

  it('refuses the next command with a text of choice, without effect', async () => {
    const client = await EslClient.attached(simulated.port);
    call();
    const uuid = String((await client.event('CHANNEL_PARK'))['Unique-ID']);
    simulated.faults.replyToNext('sendmsg');
    const order = `sendmsg ${uuid}\ncall-command: hangup`;
    expect((await client.send(order)).headers).toContain('Reply-Text: -ERR memory error');
    expect(await client.api(`uuid_exists ${uuid}`)).toBe('true');
    expect((await client.send(order)).headers).toContain('Reply-Text: +OK');
    await client.event('CHANNEL_HANGUP_COMPLETE');
    client.close();
  });

  it('crashes: calls are gone, nobody was told, and another life has another Core-UUID', async () => {
    simulated.carrier('gw1').onCall(answers());
    const client = await EslClient.attached(simulated.port);
    const caller = simulated.carrier('gw1').call({ from: '+8613800138001', to: X });
    const before = await client.event('CHANNEL_PARK');
    await simulated.restart('crash');
    await client.closed;
    expect(await caller.ended()).toMatchObject({ by: 'lost' });
    expect(client.events.some((event) => event['Event-Name'] === 'SHUTDOWN')).toBe(false);
    const next = await EslClient.attached(simulated.port);
    expect(await next.api('show channels count')).toBe('\n0 total.\n');
    call();
    expect((await next.event('CHANNEL_PARK'))['Core-UUID']).not.toBe(before['Core-UUID']);
    next.close();
  });

  it('shuts down: SHUTDOWN is told, channels end with SYSTEM_SHUTDOWN, clients are sent away', async () => {
    const client = await EslClient.attached(simulated.port);
    const caller = simulated.carrier('gw1').call({ from: '+8613800138001', to: X });
    await client.event('CHANNEL_PARK');
    await simulated.restart('graceful');
    await client.closed;
    expect(await caller.ended()).toMatchObject({ by: 'far', cause: 'SYSTEM_SHUTDOWN' });
    expect(client.events.some((event) => event['Event-Name'] === 'SHUTDOWN')).toBe(true);
    expect(client.raw.at(-1)?.headers).toContain('text/disconnect-notice');
  });
});
