/** What a check of the doctor found. */
export interface CheckResult {
  readonly status: 'ok' | 'warning' | 'failed';
  /** What was seen, in a few plain words; no secrets, no real numbers. */
  readonly detail: string;
  /** What to do about it; `null` where nothing needs to be done. */
  readonly advice: string | null;
}

/** One question of `axbridge doctor`. */
export interface DoctorCheck {
  /** What is looked at, such as `configuration` or `switch main: modules`. */
  readonly name: string;
  /** Reads only. One that rejects has failed, with the error's words. */
  run(): Promise<CheckResult>;
}
