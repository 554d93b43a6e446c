/** Where lines of the log go. Values may hold `RealNumber`s: they mask themselves. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
