import { ENTRY_VARIABLE, PLANNED_VARIABLE } from './channel-variables.ts';
import { FIRST_LEG_GUARDS } from './leg-guards.ts';
import { CONTEXT } from './lookup-path.ts';
import { application, type MessageHeader } from './message.ts';

const OPEN = '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<document type="freeswitch/xml">\n';
const CLOSE = '</document>\n';

/** The switch looks in its own dialplan then, which lets the call wait for us (`switch_xml_locate`, `switch_xml.c`). */
export const NO_PLAN = `${OPEN}<section name="result"><result status="not found"/></section>\n${CLOSE}`;

/** FreeSWITCH names a channel by the number that calls, and writes the name into its log when something fails. */
const CALLER_NAME = 'axbridge/caller';

/**
 * The plan of one call as a dialplan of one extension: what `dialplan/axbridge.xml` sets before a call waits, then what an order would
 * have had the leg run (`mod_dialplan_xml.c`, `parse_exten`). Without a condition's `field` nothing in it is expanded.
 */
export function planDocument(order: readonly MessageHeader[]): string {
  const actions = [
    ...FIRST_LEG_GUARDS.map(([name, value]) => application('set', `${name}=${value}`)),
    application('set_name', CALLER_NAME),
    application('set', `${ENTRY_VARIABLE}=incoming`),
    application('set', `${PLANNED_VARIABLE}=true`),
    ...order.filter(([name]) => name === 'application'),
  ];
  const lines = actions.map(([, value]) => actionLine(value));
  return [
    `${OPEN}<section name="dialplan"><context name="${CONTEXT}"><extension name="plan"><condition>\n`,
    ...lines,
    `</condition></extension></context></section>\n${CLOSE}`,
  ].join('');
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
