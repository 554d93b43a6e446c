/** Speech of 20 ms packets in A-law, 50 a second each way: what the caller sends, and the callee sends back. */
const SPEECH = '<nop><action><exec rtp_stream="speech.alaw,-1,8"/></action></nop>';

/**
 * A caller: INVITE to 200 is response time 1, INVITE to 503 is response time 2, then talks for as long as `-d` says and hangs up.
 * Fields of its file: who calls, who is dialled.
 */
export function callerScenario(media: boolean): string {
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="caller">
<nop start_rtd="2"/>
<send retrans="500" start_rtd="1"><![CDATA[
INVITE sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]c[call_number]
To: <sip:[field1]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:carrier@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

${sdp(media ? '[rtpstream_audio_port]' : '6000')}
]]></send>
<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="503" optional="true" next="refused" rtd="2"/>
<recv response="200" rtd="1" rrs="true"/>
<send><![CDATA[
${inCall('ACK', '1')}

]]></send>
${media ? SPEECH : ''}
<pause/>
<send retrans="500"><![CDATA[
${inCall('BYE', '2')}

]]></send>
<recv response="200" next="over"/>
<label id="refused"/>
<send><![CDATA[
ACK sip:[field1]@[remote_ip]:[remote_port] SIP/2.0
[last_Via:]
[last_From:]
[last_To:]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
<label id="over"/>
</scenario>
`;
}

/** A callee who rings and picks up at once. SIPp sends back what it hears where it is started with `-rtp_echo`. */
export const CALLEE_SCENARIO = `<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="callee">
<recv request="INVITE" rrs="true"/>
<send><![CDATA[
${answer('180 Ringing', 'Content-Length: 0')}

]]></send>
<send retrans="500"><![CDATA[
${answer('200 OK', `Content-Type: application/sdp\nContent-Length: [len]\n\n${sdp('[media_port]')}`)}
]]></send>
<recv request="ACK"/>
<recv request="BYE"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
</scenario>
`;

function inCall(method: string, cseq: string): string {
  return `${method} [next_url] SIP/2.0
Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
[last_From:]
[last_To:]
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Max-Forwards: 70
Content-Length: 0`;
}

function answer(status: string, rest: string): string {
  return `SIP/2.0 ${status}
[last_Via:]
[last_From:]
[last_To:];tag=[pid]d[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:carrier@[local_ip]:[local_port]>
${rest}`;
}

function sdp(port: string): string {
  return `v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio ${port} RTP/AVP 8
a=rtpmap:8 PCMA/8000
`;
}
