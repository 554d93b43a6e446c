import type { HostileLeg } from './hostile-leg.ts';

/** Keys digits by SIP INFO, one after the other. */
export async function keyIn(leg: HostileLeg, digits: string): Promise<void> {
  for (const digit of digits) {
    const body = `Signal=${digit}\r\nDuration=100\r\n`;
    await leg.request({ method: 'INFO', contentType: 'application/dtmf-relay', body });
  }
}
