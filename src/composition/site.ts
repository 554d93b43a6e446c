import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { phoneNumberReader } from '../adapters/phone-number/phone-number-reader.ts';
import { planFor } from '../adapters/phone-number/plan-for.ts';
import { DirectoryVault } from '../adapters/recordings/directory-vault.ts';
import { openKeyedStore } from '../adapters/sqlite/keyed-store.ts';
import type { SqliteBindingStore } from '../adapters/sqlite/sqlite-binding-store.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { CallRouter } from '../app/call-router.ts';
import { CdrInquiry } from '../app/cdr/cdr-inquiry.ts';
import { barringInWords } from '../app/explanation.ts';
import { RecordingDesk } from '../app/recordings/recording-desk.ts';
import { StoreDesk } from '../app/store-desk.ts';
import { loadSettings } from '../config/load-settings.ts';
import type { Settings } from '../config/settings.ts';
import { SettingsError } from '../config/settings-error.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { PromptLanguage } from '../domain/pool/pool.ts';
import type { KeyMaterial } from '../ports/key-material.ts';
import type { NumberReader } from '../ports/number-reader.ts';
import type { WebhookRules } from '../ports/route-hook.ts';
import { StoreError } from '../ports/store-error.ts';
import type { StoreWatch } from '../ports/store-watch.ts';
import { dialRulesOf } from './guard.ts';
import { lazyKeyMaterial } from './key-material.ts';
import { givenKeys } from './keys.ts';

/** How long what is noted of calls waits to share a commit: at most twenty such commits a second, however many calls there are. */
const COMPANY_MS = 50;

/** What daemon and command line have in common: the store of a site, and the desk before it. */
export interface Site {
  readonly store: SqliteBindingStore;
  readonly router: CallRouter;
  readonly reader: NumberReader;
  /** Opened, and made where there is none, when it is first asked for. */
  readonly material: () => KeyMaterial;
  readonly bindings: StoreDesk;
  readonly cdrs: CdrInquiry;
  readonly recordings: RecordingDesk;
}

/** @throws AxbridgeError `config-invalid` that names every place that is wrong */
export function readSettings(path: string): Settings {
  try {
    const settings = loadSettings(path, process.env);
    planOf(settings);
    return settings;
  } catch (error) {
    if (error instanceof SettingsError) throw new AxbridgeError('config-invalid', error.message);
    throw error;
  }
}

/** @throws AxbridgeError `store-…` and `key-…` */
export async function openSite(settings: () => Settings, watch: StoreWatch | null = null): Promise<Site> {
  const { store: place, numberPlan } = settings();
  const plan = planFor(numberPlan.country, numberPlan.homeAreaCode);
  for (const path of [place.file, place.keyFile]) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const store = await inCatalogue(async () =>
    openKeyedStore({
      path: place.file,
      keyFile: place.keyFile,
      given: await givenKeys(place),
      watch,
      companyMs: COMPANY_MS,
    }),
  );
  const clock = new SystemClock();
  const router = new CallRouter(store, plan, dialRulesOf(settings));
  const reader = phoneNumberReader(plan, (number) => barringInWords(router.barred(number)));
  const defaultExpiryMs = (): number | null => {
    const seconds = settings().bindings.defaultExpirySeconds;
    return seconds === null ? null : seconds * 1000;
  };
  const language = (): PromptLanguage => settings().prompts.language;
  const material = lazyKeyMaterial(place);
  const webhookRules = (): WebhookRules => settings().webhooks;
  return {
    store,
    router,
    reader,
    material,
    cdrs: new CdrInquiry({ store: store.cdrs, reader, clock }),
    recordings: new RecordingDesk({
      store: store.recordings,
      vault: new DirectoryVault(settings().recordings),
      clock,
    }),
    bindings: new StoreDesk({
      store,
      reader,
      router,
      clock,
      defaultExpiryMs,
      language,
      material,
      webhookRules,
    }),
  };
}

/** A store's error in the words of the catalogue. */
export async function inCatalogue<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StoreError) throw new AxbridgeError(error.code, error.detail, { cause: error });
    throw error;
  }
}

function planOf(settings: Settings): void {
  const { country, homeAreaCode } = settings.numberPlan;
  try {
    planFor(country, homeAreaCode);
  } catch (cause) {
    throw new AxbridgeError('config-invalid', `numberPlan.country: there is no country ${country}`, {
      cause,
    });
  }
}
