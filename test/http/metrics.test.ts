import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openAccess } from '../../src/composition/access.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { SCOPES } from '../../src/domain/access/api-key.ts';
import { ROOT, repositoryFiles } from '../architecture/repository.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import { type Family, readExposition } from '../support/exposition.ts';
import { freePort } from '../support/free-port.ts';
import { LOCAL, Platform } from './platform.ts';

const DASHBOARD = 'docker/grafana/axbridge.json';
const ALERTS = 'docker/prometheus/alerts.yml';
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the address of the metrics', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await new Platform().start();
  });

  afterAll(() => platform.stop());

  it('is opened by the scope metrics and by no other, and from loopback to nobody', async () => {
    expect((await platform.ask('GET', '/metrics', { key: null })).status).toBe(401);
    for (const scope of SCOPES) {
      const { status } = await platform.ask('GET', '/metrics', {
        key: await platform.key('default', [scope]),
      });
      expect([scope, status]).toEqual([scope, scope === 'metrics' ? 200 : 403]);
    }
  });

  it('is for keys of the default tenant: it tells of all', async () => {
    const { status, body } = await platform.ask('GET', '/metrics', { key: await platform.key('acme') });
    expect([status, body.code]).toEqual([403, 'forbidden']);
  });

  it('opens nothing else to its key', async () => {
    const key = await platform.key('default', ['metrics']);
    for (const path of ['/v1/pools', '/v1/bindings', '/v1/calls', '/v1/api-keys', '/v1/audit', '/v1/tenants'])
      expect((await platform.ask('GET', path, { key })).status).toBe(403);
  });

  it('answers in the type of the format, and not for caches', async () => {
    const { headers } = await platform.ask('GET', '/metrics', {
      key: await platform.key('default', ['metrics']),
    });
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const rules: readonly Rule[] = parse(text(ALERTS)).groups.flatMap(
  (group: { readonly rules: readonly Rule[] }) => group.rules,
);
const dashboard: {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly query: string | { readonly query: string } }[] };
} = JSON.parse(text(DASHBOARD));
const asked = dashboard.templating.list.map(({ query }) => (typeof query === 'string' ? query : query.query));
const expressions = [
  ...rules.map(({ expr }) => expr),
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...asked.filter((query) => query.startsWith('label_values(')),
];

/** Metrics that an expression names: everything that is named like ours, or like a process's. */
function namesIn(expression: string): readonly string[] {
  return [...expression.matchAll(/\b(?:axbridge|process)_[a-z0-9_]+/g)].map(([name]) => name);
}

/** What a metric of the page may be asked by. */
const documented = new Map(
  [...text('docs/metrics.md').matchAll(/^\| `([a-z_]+)` \| (\w+) \|([^|]*)\|/gm)].map(
    ([, name = '', type = '', labels = '']) => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label) },
    ],
  ),
);

/** The daemon with one pool, one binding and one survey, and no switch. */
async function scrape(): Promise<ReadonlyMap<string, Family>> {
  const port = await freePort();
  const eventSocket = { host: '127.0.0.1', port: await freePort(), password: 'none listens' };
  await using daemon = await DaemonUnderTest.create({ eventSocket, settings: { http: { port } } });
  daemon.launch();
  await daemon.line(({ msg }) => msg === 'HTTP API is up');
  const access = await openAccess(loadSettings(daemon.configFile, {}));
  const wish = { label: 'test', scopes: ['read', 'metrics'] } as const;
  const { key } = await access.desk.createApiKey(LOCAL, 'default', wish);
  await access.close();
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${key}` } });
  await daemon.ask('pool', 'add', 'city', '+8617000000001-+8617000000009');
  await daemon.ask('bind', '+8613800138000', '+8613800138001');
  await daemon.ask('bind', '+8613800138000', '+8613800138001');
  const { id } = await daemon.ask<{ readonly id: number }>('bind', '+8613800138000', '+8613800138002');
  await daemon.ask('unbind', String(id));
  expect((await ask('/v1/pools')).status).toBe(200);
  return readExposition(await (await ask('/metrics')).text());
}

describe('the metrics of a running daemon', () => {
  let shown: ReadonlyMap<string, Family>;

  beforeAll(async () => {
    shown = await scrape();
  });

  const measured = (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
    shown
      .get(name)
      ?.samples.find((one) => Object.entries(labels).every(([label, value]) => one.labels[label] === value))
      ?.value;

  it('are those of the page, by name, type and labels', () => {
    const types = [...shown.values()].map(({ name, type }) => [name, type]);
    expect(Object.fromEntries(types)).toEqual(
      Object.fromEntries([...documented].map(([name, { type }]) => [name, type])),
    );
    for (const { name, samples } of shown.values())
      for (const { labels } of samples)
        expect(Object.keys(labels).filter((label) => label !== 'le')).toEqual(documented.get(name)?.labels);
  });

  it('tell what happened', () => {
    const bound = (operation: string, result: string) =>
      measured('axbridge_binding_operations_total', { operation, result });
    expect([bound('bind', 'done'), bound('bind', 'renewed'), bound('release', 'done')]).toEqual([2, 1, 1]);
    expect(measured('axbridge_pool_numbers', { pool: 'city' })).toBe(9);
    expect(measured('axbridge_pool_live_bindings', { pool: 'city' })).toBe(1);
    expect(measured('axbridge_switch_link', { node: 'one', state: 'ready' })).toBe(0);
    expect(measured('axbridge_store_waiting_orders')).toBe(0);
    for (const name of ['axbridge_store_commit_seconds', 'axbridge_event_loop_lag_seconds'])
      expect(shown.get(name)?.samples.at(-1)?.value, name).toBeGreaterThan(0);
    expect(measured('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  });

  it('hold no number of a telephone', () => {
    const values = [...shown.values()].flatMap(({ samples }) => samples.map(({ labels }) => labels));
    expect(JSON.stringify(values)).not.toMatch(/\d{7}/);
  });

  it('have all that the dashboard and the alerts name, and nothing asks by a label that is not there', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(expressions.length).toBeGreaterThan(40);
    for (const expression of expressions) {
      const families = namesIn(expression).map((name) => familyOf(shown, name));
      expect(
        families.map((family) => family?.name ?? 'none'),
        expression,
      ).not.toContain('none');
      if (!/\bup\{/.test(expression)) expect(families.length, expression).toBeGreaterThan(0);
      const known = families.flatMap((family) => documented.get(family?.name ?? '')?.labels ?? []);
      const allowed = new Set([...known, 'le', 'instance', 'job']);
      expect(
        labelsIn(expression).filter((label) => !allowed.has(label)),
        expression,
      ).toEqual([]);
    }
  });

  it('are all on the dashboard', () => {
    const named = new Set(
      dashboard.panels
        .flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => namesIn(expr)))
        .map((name) => familyOf(shown, name)?.name),
    );
    expect([...shown.keys()].filter((name) => !named.has(name))).toEqual([]);
  });
});

describe('the dashboard and the alerts', () => {
  it('ask only by outcomes, results and states that the sources have', () => {
    const sources = repositoryFiles('src/*.ts')
      .map((file) => file.text)
      .join('\n');
    const words = expressions.flatMap((expression) =>
      [...expression.matchAll(/(?:outcome|result|state|operation)=~?"([^"]+)"/g)].flatMap(([, found = '']) =>
        found.split('|'),
      ),
    );
    expect(words.length).toBeGreaterThan(8);
    expect(words.filter((word) => !sources.includes(`'${word}'`))).toEqual([]);
  });

  it('name each alert and each panel once, and say what to do', () => {
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    for (const { alert, annotations } of rules) {
      expect(annotations['summary'], alert).toBeTruthy();
      expect(annotations['description'], alert).toMatch(/\.$/);
    }
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are what the example of Prometheus reads', () => {
    const settings = parse(text('docker/prometheus/prometheus.yml'));
    expect(settings.rule_files).toEqual(['alerts.yml']);
    expect(settings.scrape_configs).toMatchObject([{ job_name: 'axbridge', metrics_path: '/metrics' }]);
  });
});

/** A sample of a histogram belongs to it; any other is a metric by itself. */
function familyOf(shown: ReadonlyMap<string, Family>, name: string): Family | undefined {
  const histogram = shown.get(name.replace(/_(?:bucket|sum|count)$/, ''));
  return histogram?.type === 'histogram' && histogram.name !== name ? histogram : shown.get(name);
}

/** Labels that an expression selects or groups by. */
function labelsIn(expression: string): readonly string[] {
  const selected = [...expression.matchAll(/[{,]\s*(\w+)\s*(?:=~|!~|!=|=)"/g)].map(([, label = '']) => label);
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
  return [...selected, ...grouped].filter((label) => label !== '');
}
