/** Names for new legs, calls and jobs. */
export interface IdSource {
  /** A lower-case UUID, never the same twice. */
  uuid(): string;
}
