import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../architecture/repository.ts';
import { SimulatedWorld } from '../simulator/simulated-world.ts';
import { findProgram } from '../support/find-program.ts';
import { freePort } from '../support/free-port.ts';

const run = promisify(execFile);
const BUILD = join(ROOT, 'scripts/build-deb');
const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly version: string;
};
const PROGRAMS = ['dpkg-deb', 'dpkg', 'systemd-sysusers', 'systemd-tmpfiles', 'deb-systemd-helper'];
const missing = PROGRAMS.filter((program) => findProgram(program, ['/usr/sbin', '/sbin']) === null);
/** dpkg gives files to users, which root alone can do. */
const because = process.getuid?.() === 0 ? missing.join(', ') : 'root';

/** Where the package is installed: a tree of its own instead of this machine. */
class Target {
  readonly directory = mkdtempSync(join(tmpdir(), 'axbridge-package-'));
  readonly root = join(this.directory, 'root');
  uid = 0;
  gid = 0;

  constructor() {
    chmodSync(this.directory, 0o755);
    for (const part of ['etc', 'var/lib/dpkg/info', 'var/lib/dpkg/updates', 'var/lib/dpkg/triggers'])
      mkdirSync(join(this.root, part), { recursive: true });
    // As Debian has it.
    symlinkSync('usr/lib', join(this.root, 'lib'));
    for (const file of ['status', 'available']) writeFileSync(join(this.root, 'var/lib/dpkg', file), '');
  }

  at(path: string): string {
    return join(this.root, path);
  }

  /** The maintainer scripts are this machine's processes and told of the tree by `DPKG_ROOT`. What they depend on is not in it. */
  async dpkg(...words: readonly string[]): Promise<string> {
    const forced = ['--force-script-chrootless', '--force-depends', '--no-triggers'];
    const { stdout } = await run('dpkg', [`--root=${this.root}`, ...forced, ...words], {
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    });
    return stdout;
  }

  /** Whom the package made the service's user. */
  learnUser(): void {
    const [, , uid = '', gid = ''] =
      readFileSync(this.at('etc/passwd'), 'utf8')
        .split('\n')
        .find((line) => line.startsWith('axbridge:'))
        ?.split(':') ?? [];
    [this.uid, this.gid] = [Number(uid), Number(gid)];
  }

  modeOf(path: string): string {
    const { mode, uid, gid } = statSync(this.at(path));
    const name = (id: number, own: number): string => (id === own ? 'axbridge' : String(id));
    return `${(mode & 0o7777).toString(8)} ${name(uid, this.uid)}:${name(gid, this.gid)}`;
  }
}

describe.skipIf(because !== '')(
  `the Debian package${because === '' ? '' : ` (skipped: it needs ${because})`}`,
  () => {
    const target = new Target();
    let world: SimulatedWorld;
    let environment: NodeJS.ProcessEnv;
    let archive: string;

    beforeAll(async () => {
      world = await SimulatedWorld.start();
      // Not compressed: half a minute less, and what is in it is the same.
      const { stdout } = await run(BUILD, ['-o', target.directory, '-Z', 'none']);
      archive = stdout.trim();
      const { port, password } = world.eventSocket;
      environment = {
        PATH: '/usr/bin:/bin',
        AXBRIDGE_FREESWITCH_0_PORT: String(port),
        AXBRIDGE_FREESWITCH_0_PASSWORD: password,
        AXBRIDGE_HTTP_PORT: String(await freePort()),
        AXBRIDGE_CDR_SPOOL: target.at('var/lib/axbridge/cdr'),
      };
    });

    afterAll(async () => {
      await world[Symbol.asyncDispose]();
      rmSync(target.directory, { recursive: true, force: true });
    });

    /** The installed command line, as the service's user unless root is asked for. */
    async function axbridge(words: readonly string[], as: 'axbridge' | 'root' = 'axbridge'): Promise<string> {
      const who = as === 'root' ? {} : { uid: target.uid, gid: target.gid };
      const { stdout } = await run(target.at('usr/bin/axbridge'), words, {
        env: environment,
        cwd: '/',
        ...who,
      });
      return stdout;
    }

    const configured = (): readonly string[] => ['-c', target.at('etc/axbridge/axbridge.yaml')];

    async function daemonUntilReady(): Promise<ChildProcess> {
      const daemon = spawn(target.at('usr/bin/axbridge'), [...configured(), 'serve'], {
        env: environment,
        cwd: '/',
        uid: target.uid,
        gid: target.gid,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const wanted = new Set(['HTTP API is up', 'switch link ready']);
      let said = '';
      daemon.stderr.on('data', (chunk: Buffer) => {
        said += String(chunk);
      });
      for await (const line of createInterface({ input: daemon.stdout })) {
        said += `${line}\n`;
        const { msg, state } = JSON.parse(line) as { msg: string; state?: string };
        wanted.delete(msg === 'switch link' ? `${msg} ${state ?? ''}` : msg);
        if (wanted.size === 0) break;
      }
      if (wanted.size > 0) throw new Error(`the installed daemon ended:\n${said}`);
      daemon.stdout.resume();
      return daemon;
    }

    async function stop(daemon: ChildProcess): Promise<number | null> {
      const ended = once(daemon, 'exit');
      daemon.kill('SIGTERM');
      await ended;
      return daemon.exitCode;
    }

    it('holds the program, its Node, the unit and what an operator reads, all of it owned by root', async () => {
      const { stdout } = await run('dpkg-deb', ['--contents', archive], { maxBuffer: 1 << 24 });
      const lines = stdout.trim().split('\n');
      const paths = lines.map((line) => line.split(/\s+/)[5] ?? '');
      for (const path of [
        'usr/bin/axbridge',
        'usr/lib/axbridge/dist/main.js',
        'usr/lib/axbridge/dialplan/axbridge.xml',
        'usr/lib/axbridge/freeswitch-conf/sounds/zh/no-binding.wav',
        'usr/lib/systemd/system/axbridge.service',
        'usr/lib/sysusers.d/axbridge.conf',
        'usr/lib/tmpfiles.d/axbridge.conf',
        'usr/share/bash-completion/completions/axbridge',
        'usr/share/zsh/vendor-completions/_axbridge',
        'usr/share/fish/vendor_completions.d/axbridge.fish',
        'usr/share/doc/axbridge/operations.md',
        'usr/share/doc/axbridge/copyright',
        'usr/share/doc/axbridge/sbom.cdx.json',
        'usr/share/doc/axbridge/examples/prometheus/alerts.yml',
      ])
        expect(paths).toContain(`./${path}`);
      expect(lines.filter((line) => !/^[dl-]\S+ root\/root /.test(line))).toEqual([]);
      expect(
        paths.filter((path) =>
          /node_modules\/(?:vitest|typescript)|better-sqlite3\/deps|\.(?:map|db|key|pem)$/.test(path),
        ),
      ).toEqual([]);
      // Nobody but root may write to what the daemon runs.
      expect(lines.filter((line) => /^[d-].{4}w|^[d-].{7}w/.test(line))).toEqual([]);
    });

    it('makes a user and its directories, starts nothing, and says what to do next', async () => {
      const said = await target.dpkg('--install', archive);
      target.learnUser();
      expect(target.uid).toBeGreaterThan(0);
      expect(target.modeOf('etc/axbridge')).toBe('750 0:axbridge');
      expect(target.modeOf('var/lib/axbridge')).toBe('700 axbridge:axbridge');
      expect(said).toContain('axbridge init /etc/axbridge --data-dir /var/lib/axbridge');
      expect(
        readlinkSync(target.at('etc/systemd/system/multi-user.target.wants/axbridge.service')),
      ).toContain('/lib/systemd/system/axbridge.service');
      const unit = readFileSync(target.at('usr/lib/systemd/system/axbridge.service'), 'utf8');
      expect(unit).toContain('\nConditionPathExists=/etc/axbridge/axbridge.yaml\n');
      expect(unit).toContain('\nExecStart=/usr/bin/axbridge serve --config /etc/axbridge/axbridge.yaml\n');
      expect(unit).not.toContain('/opt/');
    });

    it('runs on the Node that it brings, and gives the service what root has initialised', async () => {
      const brought = execFileSync(join(ROOT, 'node_modules/.bin/node'), ['--version'], { encoding: 'utf8' });
      expect(JSON.parse(await axbridge(['version', '--json']))).toEqual({
        version: VERSION,
        node: brought.trim().slice(1),
      });
      await axbridge(
        ['init', target.at('etc/axbridge'), '--data-dir', target.at('var/lib/axbridge')],
        'root',
      );
      expect(target.modeOf('etc/axbridge/axbridge.yaml')).toBe('640 0:axbridge');
      expect(target.modeOf('var/lib/axbridge/axbridge.key')).toBe('600 axbridge:axbridge');
      // No pool yet. No daemon either, and a switch that is no FreeSWITCH: what it says of those is not meant here.
      const report = await axbridge([...configured(), 'doctor', '--json']).catch(
        (error: { stdout: string }) => error.stdout,
      );
      const checks = report
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { check: string; status: string });
      const site = checks.filter(({ check }) => ['configuration', 'key', 'store', 'disk'].includes(check));
      expect(site.map(({ status }) => status)).toEqual(['ok', 'ok', 'warning', 'ok']);
    });

    it('serves a switch as its user, another installation over it keeps what was stored, and only a purge takes it', async () => {
      const first = await daemonUntilReady();
      await axbridge([...configured(), 'pool', 'add', 'cars', '+8617000000001-+8617000000009']);
      const page = await fetch(`http://127.0.0.1:${environment['AXBRIDGE_HTTP_PORT'] ?? ''}/docs/`);
      expect([page.status, await stop(first)]).toEqual([200, 0]);

      expect(await target.dpkg('--install', archive)).not.toContain('axbridge init');
      const second = await daemonUntilReady();
      expect(await axbridge([...configured(), 'pool', 'list'])).toContain('cars');
      expect(await stop(second)).toBe(0);

      expect(await target.dpkg('--remove', 'axbridge')).toContain('A purge removes them for good');
      expect(existsSync(target.at('usr/lib/axbridge'))).toBe(false);
      expect(existsSync(target.at('var/lib/axbridge/axbridge.db'))).toBe(true);
      expect(existsSync(target.at('etc/axbridge/axbridge.yaml'))).toBe(true);

      expect(await target.dpkg('--purge', 'axbridge')).toContain('removed /var/lib/axbridge');
      for (const path of ['var/lib/axbridge', 'etc/axbridge', 'var/lib/dpkg/info/axbridge.postrm'])
        expect(existsSync(target.at(path)), path).toBe(false);
    });
  },
);
