import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Prompt {
  readonly en: string;
  readonly zh: string;
  /** What is really spoken for `zh`: characters with two readings would be guessed. Tones as digits, 5 for none. */
  readonly pinyin: string;
}

const SOUNDS = 'freeswitch-conf/sounds';
/** Words a minute, below espeak-ng's 175: telephones are hard to hear. */
const PACE = { en: 150, zh: 165 };

/** Speaks one text into an 8 kHz mono A-law WAV: half the size of 16 bits, and what mod_sndfile plays to a PCMA call unchanged. */
function speak(voice: string, pace: number, text: string, file: string, scratch: string): void {
  const raw = join(scratch, 'raw.wav');
  execFileSync('espeak-ng', ['-v', voice, '-s', `${pace}`, '-w', raw, text]);
  const trimmed = 'silence 1 0.01 0.5% reverse silence 1 0.01 0.5% reverse';
  // Band of a telephone line; loudest sample at -3 dB; a breath before, so that nothing is cut while media opens.
  const effects = `highpass 200 lowpass 3600 ${trimmed} rate 8000 norm -3 pad 0.2 0.3`;
  execFileSync('sox', ['-D', '-R', '-V1', raw, '-c', '1', '-e', 'a-law', file, ...effects.split(' ')]);
}

function makePrompts(directory: string): readonly string[] {
  const prompts: Record<string, Prompt> = JSON.parse(readFileSync(join(SOUNDS, 'prompts.json'), 'utf8'));
  const scratch = mkdtempSync(join(tmpdir(), 'axbridge-prompts-'));
  for (const language of ['en', 'zh']) mkdirSync(join(directory, language), { recursive: true });
  const files = Object.entries(prompts).flatMap(([name, { en, pinyin }]) => {
    speak('en-us', PACE.en, en, join(directory, 'en', `${name}.wav`), scratch);
    speak('cmn-latn-pinyin', PACE.zh, pinyin, join(directory, 'zh', `${name}.wav`), scratch);
    return [`en/${name}.wav`, `zh/${name}.wav`];
  });
  rmSync(scratch, { recursive: true });
  return files;
}

function check(): number {
  const fresh = mkdtempSync(join(tmpdir(), 'axbridge-prompts-'));
  const stale = makePrompts(fresh).filter(
    (file) => !readFileSync(join(fresh, file)).equals(readFileSync(join(SOUNDS, file))),
  );
  rmSync(fresh, { recursive: true });
  console.log(stale.length === 0 ? 'all prompts are up to date' : `stale: ${stale.join(' ')}`);
  return stale.length === 0 ? 0 : 1;
}

if (process.argv[2] === '--check') process.exitCode = check();
else console.log(`${makePrompts(SOUNDS).length} prompts written below ${SOUNDS}`);
