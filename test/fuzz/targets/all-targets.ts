import type { FuzzTarget } from '../fuzz-target.ts';
import { cdrFiles } from './cdr-files.ts';
import { csvImports } from './csv-imports.ts';
import { daemonHttp } from './daemon-http.ts';
import { databaseFiles } from './database-files.ts';
import { eslFrames } from './esl-frames.ts';
import { eventValues } from './event-values.ts';
import { settingsFiles } from './settings-files.ts';
import { webhookAnswers } from './webhook-answers.ts';

/** Everything that takes bytes from outside, beside SIP itself, which `sip-input.ts` sends to a real switch. */
export const TARGETS: readonly FuzzTarget[] = [
  eslFrames,
  eventValues,
  cdrFiles,
  settingsFiles,
  csvImports,
  webhookAnswers,
  databaseFiles,
  daemonHttp,
];
