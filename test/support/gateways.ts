import { type Gateway, PLAIN_GATEWAY } from '../../src/domain/gateway/gateway.ts';

/** A trunk by address over UDP, as most carriers give: numbers in `e164`, calls accepted from its own address. */
export function gatewayAt(name: string, host: string, port: number, changes: Partial<Gateway> = {}): Gateway {
  return {
    name,
    host,
    port,
    transport: 'udp',
    registration: null,
    numberFormat: 'e164',
    dialPrefix: '',
    acceptFrom: [],
    ...PLAIN_GATEWAY,
    ...changes,
  };
}
