import { describe, expect, it } from 'vitest';
import { printRecord, readRecord } from '../../../src/adapters/sealing/record-text.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { calledLeg, callerLeg, recordOf } from '../../domain/cdr/given.ts';

const NEW = ['recording', 'survey', 'calleeSurvey', 'pin', 'divertedText'];

describe('the text of a call record', () => {
  it('is read as it was printed', () => {
    const diverted = new Secret('<sip:+8613800138009@192.0.2.1>');
    const record = recordOf([
      callerLeg({ divertedText: diverted, survey: '4', pin: 'right' }),
      calledLeg({ recording: 'stereo', survey: '2' }),
    ]);
    const back = readRecord(printRecord(record));
    expect(back).toEqual(record);
    expect(back.divertedText?.reveal()).toBe(diverted.reveal());
  });

  it('of an earlier program says nothing of what that did not know', () => {
    const record = recordOf([callerLeg(), calledLeg()]);
    const earlier = JSON.parse(printRecord(record), (key, value) => (NEW.includes(key) ? undefined : value));
    expect(readRecord(JSON.stringify(earlier))).toEqual(record);
  });
});
