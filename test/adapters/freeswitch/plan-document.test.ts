import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { application, type MessageHeader } from '../../../src/adapters/freeswitch/message.ts';
import { planDocument } from '../../../src/adapters/freeswitch/plan-document.ts';

const ACTION = /<action application="([^"]*)" data="([^"]*)"\/>/g;

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
  it('guards the leg before anything else, and says whose it is', () => {
    const [first, ...rest] = applicationsOf(planDocument([application('bridge', 'user/none')]));
    expect(first).toBe('set sip_copy_custom_headers=false');
    expect(rest.indexOf('set app_disable_expand_variables=true')).toBeLessThan(
      rest.indexOf('bridge user/none'),
    );
    expect(rest).toContain('set axbridge_entry=incoming');
    expect(rest.at(-1)).toBe('bridge user/none');
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
        expect(document.match(/<action /g)).toHaveLength(10 + texts.length);
        expect(document.replace(ACTION, '')).not.toMatch(/\$|x-pre-process/i);
      }),
    );
  });
});
