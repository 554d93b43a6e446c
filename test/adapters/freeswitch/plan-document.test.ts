import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { application, type MessageHeader, multiset } from '../../../src/adapters/freeswitch/message.ts';
import { planDocument } from '../../../src/adapters/freeswitch/plan-document.ts';

const ACTION = /<action application="([^"]*)"(?: data="([^"]*)")?\/>/g;

/** The applications of a document, as its attributes say. */
function applicationsOf(document: string): readonly string[] {
  return [...document.matchAll(ACTION)].map(([, name = '', data = '']) =>
    data === '' ? plain(name) : `${plain(name)} ${plain(data)}`,
  );
}

function plain(text: string): string {
  return text.replace(/&#([0-9]+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

describe('the plan of a call as a dialplan', () => {
  it('does to the leg before anything else what the dialplan does before it lets a call wait', () => {
    const dialplan = readFileSync(new URL('../../../dialplan/axbridge.xml', import.meta.url), 'utf8');
    const extension = /<extension name="privacy-number">[\s\S]*<\/extension>/.exec(dialplan)?.[0] ?? '';
    const waiting = applicationsOf(extension).filter((one) => !/^(park|set park_timeout)/.test(one));
    expect(waiting.length).toBeGreaterThan(9);
    const [set = '', ...others] = applicationsOf(planDocument([application('bridge', 'user/none')]));
    const assigned = waiting.filter((one) => one.startsWith('set ')).map((one) => one.slice('set '.length));
    expect(set).toBe(`multiset ^^;${[...assigned, 'axbridge_planned=true'].join(';')}`);
    expect(others).toEqual([...waiting.filter((one) => !one.startsWith('set ')), 'bridge user/none']);
  });

  it('sets at once what the order sets, each once, and does not have a leg that has just come forget its digits', () => {
    const order = [
      multiset([
        ['axbridge_mark', 'one'],
        ['sip_copy_multipart', 'false'],
        ['park_timeout', '15:NORMAL_TEMPORARY_FAILURE'],
      ]),
      application('unset', 'axbridge_digits'),
      application('unset', 'sensitive_dtmf'),
      application('bridge', 'user/none'),
    ];
    const [set = '', ...others] = applicationsOf(planDocument(order));
    const [alone = ''] = applicationsOf(planDocument([]));
    expect(set).toBe(`${alone};axbridge_mark=one;park_timeout=15:NORMAL_TEMPORARY_FAILURE`);
    expect(others).toEqual(['set_name axbridge/caller', 'bridge user/none']);
  });

  it('has each application of the order with its data, whatever is in them, and nothing else', () => {
    const data = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.array(data, { maxLength: 5 }), (texts) => {
        const order: MessageHeader[] = [
          ['call-command', 'xferext'],
          ...texts.map((text) => application('log', text)),
        ];
        const document = planDocument(order);
        expect(applicationsOf(document).slice(-texts.length || Number.POSITIVE_INFINITY)).toEqual(
          texts.map((text) => `log ${text}`),
        );
        expect(document.match(/<action /g)).toHaveLength(2 + texts.length);
        expect(document.replace(ACTION, '')).not.toMatch(/\$|x-pre-process/i);
      }),
    );
  });
});
