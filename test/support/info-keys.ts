/** One key in a SIP INFO request. */
export interface InfoBody {
  readonly contentType: string;
  readonly body: string;
}

export function dtmfRelay(key: string): InfoBody {
  return { contentType: 'application/dtmf-relay', body: `Signal=${key}\r\nDuration=160\r\n` };
}

/** The number of the telephone event: `*` is 10 and `#` is 11. */
export function dtmf(key: string): InfoBody {
  return { contentType: 'application/dtmf', body: key === '*' ? '10' : key === '#' ? '11' : key };
}
