/** RFC 4733, section 3.2: the events 0 to 15 in their order. */
const DIGITS = '0123456789*#ABCD';
/** 20 ms at 8 kHz. */
const STEP = 160;
/** Packets while the key is down: 100 ms. */
const DOWN = 5;
/** The last packet is sent three times (section 2.5.1.4), for one that is lost. */
const ENDS = 3;
/** Volume in dBm0 without its sign. */
const VOLUME = 10;
const END_BIT = 0x80;

/** What one packet of an event says. */
export interface TelephoneEventPacket {
  /** The first packet of an event has the RTP marker. */
  readonly marker: boolean;
  /** Samples since the event began, which the packet's timestamp does not count. */
  readonly sinceBegin: number;
  readonly payload: Buffer;
}

/** The packets of one key, at 20 ms each. @throws RangeError when there is no such key. */
export function packetsOfKey(digit: string): readonly TelephoneEventPacket[] {
  const event = DIGITS.indexOf(digit);
  if (event < 0 || digit.length !== 1) throw new RangeError(`no telephone has the key ${digit}`);
  return Array.from({ length: DOWN + ENDS }, (_, nth) => {
    const payload = Buffer.alloc(4);
    payload.writeUInt8(event, 0);
    payload.writeUInt8((nth >= DOWN ? END_BIT : 0) | VOLUME, 1);
    payload.writeUInt16BE(STEP * Math.min(nth + 1, DOWN), 2);
    return { marker: nth === 0, sinceBegin: STEP * nth, payload };
  });
}

/** The key that ends with this payload, or `null` while it is down. */
export function keyReleased(payload: Buffer): string | null {
  const ended = payload.length >= 4 && (payload.readUInt8(1) & END_BIT) !== 0;
  return ended ? (DIGITS[payload.readUInt8(0)] ?? null) : null;
}
