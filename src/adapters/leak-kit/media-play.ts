import { randomInt } from 'node:crypto';
import type { HostileLeg } from './hostile-leg.ts';
import { MediaPort, mediaOf } from './media-port.ts';
import type { PlayedSide } from './play-call.ts';
import { type Stage, soon } from './stage.ts';

const MOST_SSRC = 2 ** 32;

/** Gives both sides ears and a voice, where the place is beside the voice. A side that keys in digits hears elsewhere already. */
export async function openMedia(sides: readonly (readonly [PlayedSide, ip: string])[]): Promise<void> {
  for (const [{ side }, ip] of sides) {
    if (side.place.packets === undefined) continue;
    side.voice = await MediaPort.open(ip, randomInt(MOST_SSRC));
    side.media = side.voice;
  }
}

/** Both speak, with what is hostile among it, until each has heard what the other one said last, or the call is over. */
export async function speakBoth(
  speakers: readonly (readonly [PlayedSide, HostileLeg])[],
  stage: Stage,
): Promise<void> {
  const voices = speakers.flatMap(([{ side }, leg]) => {
    const to = leg.received.map(mediaOf).findLast((media) => media !== null);
    return side.voice === null || to === undefined || to === null
      ? []
      : [{ side, leg, to, voice: side.voice }];
  });
  if (voices.length < speakers.length) return;
  let isEnough = false;
  const speaking = voices.map(({ voice, side, to }) => voice.speak(to, side.packets(), () => isEnough));
  const ends = voices.map(({ leg }) => leg.ended);
  try {
    const heard = Promise.all(voices.map(({ voice }) => voice.heardAfter));
    await soon('both hear one another', Promise.race([heard, ...ends]), stage);
  } finally {
    isEnough = true;
    await Promise.all(speaking);
  }
}
