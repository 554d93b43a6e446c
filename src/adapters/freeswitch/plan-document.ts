import {
  DIGITS_VARIABLE,
  ENTRY_VARIABLE,
  PLANNED_VARIABLE,
  SENSITIVE_VARIABLE,
} from './channel-variables.ts';
import { FIRST_LEG_GUARDS } from './leg-guards.ts';
import { CONTEXT } from './lookup-path.ts';
import { type MessageHeader, multiset } from './message.ts';

const OPEN = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<document type="freeswitch/xml">\n';
const CLOSE = '</document>\n';

/** The switch looks in its own dialplan then, which lets the call wait for us (`switch_xml_locate`, `switch_xml.c`). */
export const NO_PLAN = `${OPEN}<section name="result"><result status="not found"/></section>\n${CLOSE}`;

/** FreeSWITCH names a channel by the number that calls, and writes the name into its log when something fails. */
const CALLER_NAME = 'axbridge/caller';

/** What precedes the assignments in the data of `multiset`. */
const [, SEVERAL] = multiset([]);
/** Of no use to a leg that has just come: it was asked nothing yet. */
const FORGETTING: readonly string[] = [DIGITS_VARIABLE, SENSITIVE_VARIABLE].map((name) => `unset ${name}`);

/**
 * The plan of one call as a dialplan of one extension: what `dialplan/axbridge.xml` sets before a call waits, then what an order would
 * have had the leg run (`mod_dialplan_xml.c`, `parse_exten`). Without a condition's `field` nothing in it is expanded. Each application
 * costs the switch two events and the caller a moment, so what is set is set by one.
 */
export function planDocument(order: readonly MessageHeader[]): string {
  const applications = order.flatMap(([name, value]) => (name === 'application' ? [value] : []));
  const [first = ''] = applications;
  const isAssignment = first.startsWith(SEVERAL);
  const lines = [
    assignments(isAssignment ? first.slice(SEVERAL.length) : ''),
    `set_name ${CALLER_NAME}`,
    ...applications.slice(isAssignment ? 1 : 0).filter((one) => !FORGETTING.includes(one)),
  ].map(actionLine);
  return [
    `${OPEN}<section name="dialplan"><context name="${CONTEXT}"><extension name="plan"><condition>\n`,
    ...lines,
    `</condition></extension></context></section>\n${CLOSE}`,
  ].join('');
}

/** The guards come first, and each of them once. */
function assignments(ordered: string): string {
  const [, guards] = multiset([
    ...FIRST_LEG_GUARDS,
    [ENTRY_VARIABLE, 'incoming'],
    [PLANNED_VARIABLE, 'true'],
  ]);
  const set = guards.slice(SEVERAL.length).split(';');
  const further = ordered.split(';').filter((one) => one !== '' && !set.includes(one));
  return `${SEVERAL}${[...set, ...further].join(';')}`;
}

function actionLine(applicationAndData: string): string {
  const space = applicationAndData.indexOf(' ');
  const [name, data] =
    space < 0
      ? [applicationAndData, '']
      : [applicationAndData.slice(0, space), applicationAndData.slice(space + 1)];
  return `<action application="${escaped(name)}" data="${escaped(data)}"/>\n`;
}

/** As numbers, also what the switch's preprocessor would act upon before its XML parser reads the text (`preprocess`, `switch_xml.c`). */
function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9 _.:;,=+*/!(){}[\]^-]/g, (character) => `&#${character.codePointAt(0)};`);
}
