/*
 * The least that an answer to mod_xml_curl can be: the same dialplan for every call, made before.
 * usage: node scripts/bench/peers/plan-server.ts PORT DIAL-STRING
 */
import { createServer } from 'node:http';

const [, , port = '', dialString = ''] = process.argv;
const plan = Buffer.from(
  `<document type="freeswitch/xml">
<section name="dialplan"><context name="axbridge"><extension name="plan"><condition>
<action application="bridge" data="${dialString}"/>
</condition></extension></context></section>
</document>
`,
);

createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'text/xml', 'content-length': plan.length }).end(plan);
}).listen(Number(port), '127.0.0.1', () => process.send?.('ready'));
