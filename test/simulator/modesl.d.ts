/** As much of modesl 1.2.1 as tests and benchmarks use: it ships no types. */
declare module 'modesl' {
  export interface Event {
    readonly body: string;
    getHeader(name: string): string | null;
    getBody(): string;
  }

  export class Connection {
    constructor(host: string, port: number, password: string, ready: () => void);
    on(event: string, listener: (event: Event) => void): this;
    once(event: string, listener: (event: Event) => void): this;
    events(format: 'plain' | 'json', names: string | readonly string[], done: () => void): void;
    sendRecv(command: string, done: (event: Event) => void): void;
    api(command: string, args: string, done: (event: Event) => void): void;
    bgapi(command: string, args: string, jobId: string, done: (event: Event) => void): void;
    executeAsync(application: string, data: string, leg: string): void;
    disconnect(): void;
  }

  const modesl: { readonly Connection: typeof Connection };
  export default modesl;
}
