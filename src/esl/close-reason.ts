/** Why a connection ended. */
export type CloseTag =
  /** This side ended it. */
  | 'local'
  | 'connect-failed'
  | 'greeting-overdue'
  /** `text/rude-rejection`: the switch's access list refuses this address. */
  | 'rejected'
  /** `text/disconnect-notice`: the switch ends the connection and says so. */
  | 'disconnect-notice'
  | 'ended-by-switch'
  | 'socket-error'
  /** The stream broke the framing, or a reply did not fit its command. */
  | 'desync'
  /** A written command was not answered in time. */
  | 'reply-overdue'
  /** Nothing was heard for the heartbeat deadline. */
  | 'silent'
  | 'reconcile-failed';

export interface CloseReason {
  readonly tag: CloseTag;
  /** The system's error code, the kind of desync, or the message of a failed reconciliation. */
  readonly detail?: string;
}
