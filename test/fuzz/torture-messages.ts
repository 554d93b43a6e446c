/*
 * One message for each case of RFC 4475 ("SIP Torture Test Messages"), under its name there. The texts are our own, made after what
 * the RFC says about each case: its messages go to example.com and would reach nobody here, these go to a privacy number.
 */

/** Who sends to whom. */
export interface TortureCast {
  /** The number that calls, and the privacy number, as callers write them. */
  readonly a: string;
  readonly x: string;
  /** `ip:port` of the switch, and of whoever sends. */
  readonly host: string;
  readonly from: string;
  /** Different in each message: branches, tags and Call-IDs hold it. */
  readonly id: string;
}

export interface TortureCase {
  /** As in the RFC: `wsinv`. */
  readonly name: string;
  /** Section of the RFC. */
  readonly section: string;
  readonly what: string;
  readonly bytes: (cast: TortureCast) => Buffer;
}

type Parts = Readonly<Record<string, string>>;

function crlf(...lines: readonly string[]): string {
  return lines.join('\r\n');
}

/** SDP for one stream of audio. */
function offer({ from }: TortureCast, port = '49170'): string {
  const ip = from.split(':')[0] ?? '';
  return crlf(
    'v=0',
    `o=axb 1 1 IN IP4 ${ip}`,
    's=-',
    `c=IN IP4 ${ip}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 8 0`,
    '',
  );
}

/** A request that is well but for the parts given; an empty part leaves its header out. */
function request(
  method: string,
  cast: TortureCast,
  parts: Parts = {},
  body = method === 'INVITE' ? offer(cast) : '',
): string {
  const { a, x, host, from, id } = cast;
  const whole: Parts = {
    line: `${method} sip:${x}@${host} SIP/2.0`,
    Via: `SIP/2.0/UDP ${from};rport;branch=z9hG4bK${id}`,
    'Max-Forwards': '70',
    From: `<sip:${a}@${from}>;tag=f${id}`,
    To: `<sip:${x}@${host}>`,
    'Call-ID': `${id}@${from}`,
    CSeq: `1 ${method}`,
    Contact: `<sip:${a}@${from}>`,
    'Content-Type': body === '' ? '' : 'application/sdp',
    'Content-Length': String(Buffer.byteLength(body, 'latin1')),
    ...parts,
  };
  const { line = '', ...headers } = whole;
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === '' ? [] : [`${name}: ${value}`],
  );
  return `${crlf(line, ...lines, '', '')}${body}`;
}

function torture(
  section: string,
  name: string,
  what: string,
  text: (cast: TortureCast) => string,
): TortureCase {
  return { section, name, what, bytes: (cast) => Buffer.from(text(cast), 'latin1') };
}

/** A response to nothing that was asked. */
function response(line: string, { from, host, a, x, id }: TortureCast, more: readonly string[] = []): string {
  return crlf(
    line,
    `Via: SIP/2.0/UDP ${host};branch=z9hG4bK${id}`,
    `From: <sip:${x}@${host}>;tag=f${id}`,
    `To: <sip:${a}@${from}>;tag=t${id}`,
    `Call-ID: ${id}@${host}`,
    'CSeq: 1 INVITE',
    ...more,
    'Content-Length: 0',
    '',
    '',
  );
}

const VALID: readonly TortureCase[] = [
  torture(
    '3.1.1.1',
    'wsinv',
    'an INVITE with odd white space, folded lines, escapes and compact names',
    (cast) => {
      const { a, x, host, from, id } = cast;
      const body = offer(cast);
      return `${crlf(
        `INVITE sip:${x}@${host};unknownparam SIP/2.0`,
        'TO :',
        ` sip:${x}@${host} ;  other   = "a b"`,
        `from   : "A \\\\\\""       <sip:${a}@${from}>`,
        '  ;',
        `  tag = f${id}`,
        'MaX-fOrWaRdS: 0068',
        `Call-ID: ws.${id}@${from}`,
        `Content-Length   : ${body.length}`,
        'cseq: 0009',
        '  INVITE',
        'Via  : SIP  /   2.0',
        ` /UDP`,
        `    ${from};rport;branch=z9hG4bK${id}`,
        's :',
        'NewFangledHeader:   newfangled value',
        ' continued newfangled value',
        'UnknownHeaderWithUnusualValue: ;;,,;;,;',
        'Content-Type: application/sdp',
        'Route:',
        ` <sip:${host};lr;unknownwith=value;unknown-no-value>`,
        `v:  SIP  / 2.0  / TCP     192.0.2.1   ;`,
        `  branch  =   z9hG4bK9${id}  ,`,
        ` SIP  /    2.0   / UDP  192.0.2.2:5061;branch= z9hG4bK30${id}`,
        `m:"Quoted string \\"\\"" <sip:${a}@${from}> ; newparam =`,
        '      newvalue ;',
        '  secondparam ; q = 0.33',
        '',
        '',
      )}${body}`;
    },
  ),
  torture(
    '3.1.1.2',
    'intmeth',
    'all characters that a method, a parameter and a display name may have',
    (cast) =>
      request("!interesting-Method0123456789_*+`.%indeed'~", cast, {
        CSeq: "139122385 !interesting-Method0123456789_*+`.%indeed'~",
        To: `"BEL:\x07 NUL:\x00 DEL:\x7f" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@${cast.host}>`,
        "extensionHeader-!.%*+_`'~": '\xef\xbb\xbf\xe5\xa4\xa7\xe5\x81\x9c\xe9\x9b\xbb',
      }),
  ),
  torture('3.1.1.3', 'esc01', 'a number that is percent-encoded', (cast) => {
    const encoded = cast.x
      .split('')
      .map((digit) => `%3${digit}`)
      .join('');
    return request('INVITE', cast, {
      line: `INVITE sip:${encoded}@${cast.host} SIP/2.0`,
      To: `<sip:${encoded}@${cast.host}>`,
    });
  }),
  torture('3.1.1.4', 'escnull', 'NUL, percent-encoded, in user parts', (cast) =>
    request('REGISTER', cast, {
      line: `REGISTER sip:${cast.host} SIP/2.0`,
      From: `<sip:null-%00-null@${cast.from}>;tag=f${cast.id}`,
      To: `<sip:null-%00-null@${cast.host}>`,
      Contact: `<sip:%00@${cast.from}>, <sip:%00%00@${cast.from}>`,
    }),
  ),
  torture('3.1.1.5', 'esc02', 'percent signs that are no escapes', (cast) =>
    request('RE%47IST%45R', cast, {
      From: `"%Z%45" <sip:${cast.a}@${cast.from}>;tag=f%Z${cast.id}`,
      'Call-ID': `esc02.%47${cast.id}`,
    }),
  ),
  torture('3.1.1.6', 'lwsdisp', 'no white space between display name and bracket', (cast) =>
    request('OPTIONS', cast, { From: `caller<sip:${cast.a}@${cast.from}>;tag=f${cast.id}` }),
  ),
  torture('3.1.1.7', 'longreq', 'long values in every header', (cast) => {
    const long = 'longvalue'.repeat(60);
    return request('INVITE', cast, {
      To: `"I have a user name of ${'extreme'.repeat(10)} proportion" <sip:${cast.x}@${cast.host}:6000;unknownparam1=very${long};${'p'.repeat(120)}>`,
      From: `<sip:${cast.a}@${cast.from}>;tag=f${cast.id}12982424;unknown${'name'.repeat(40)}=unknown${'value'.repeat(40)}`,
      'Call-ID': `longreq.one${'really'.repeat(20)}longcallid${cast.id}`,
      [`Unknown-${'Long'.repeat(20)}-Name`]: `unknown-${'long'.repeat(20)}-value; ${long}`,
    });
  }),
  torture('3.1.1.8', 'dblreq', 'two requests in one datagram', (cast) => {
    const second = { ...cast, id: `${cast.id}second` };
    return `${request('REGISTER', cast, { line: `REGISTER sip:${cast.host} SIP/2.0` })}${request('INVITE', second)}`;
  }),
  torture('3.1.1.9', 'semiuri', 'semicolons in the user part', (cast) =>
    request('OPTIONS', cast, { line: `OPTIONS sip:user;par=u%40example.net@${cast.host} SIP/2.0` }),
  ),
  torture('3.1.1.10', 'transports', 'Via values of many and of unknown transports', (cast) =>
    request('OPTIONS', cast, {
      Via: `SIP/2.0/UDP ${cast.from};rport;branch=z9hG4bK${cast.id}, SIP/2.0/SCTP 192.0.2.1;branch=z9hG4bK1, SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK2, SIP/2.0/UNKNOWN 192.0.2.1;branch=z9hG4bK3, SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK4`,
    }),
  ),
  torture('3.1.1.11', 'mpart01', 'a body of several parts with bytes that are no text', (cast) => {
    const part = (type: string, bytes: string): string =>
      crlf('--7a9cbec02ceef655', `Content-Type: ${type}`, '', bytes);
    const body = crlf(
      part('text/plain', `Call ${cast.a}`),
      part('application/octet-stream', '0\x82\x01R\x06\x09*\x86H\x86\xf7\r\x01\x07\x02\xa0\x00\xff'),
      '--7a9cbec02ceef655--',
      '',
    );
    return request('MESSAGE', cast, { 'Content-Type': 'multipart/mixed;boundary=7a9cbec02ceef655' }, body);
  }),
  torture('3.1.1.12', 'unreason', 'a response whose reason is UTF-8', (cast) =>
    response('SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe \xd1\x81\xd1\x82\xd0\xbe', cast, [
      `Contact: <sip:${cast.a}@${cast.from}>`,
    ]),
  ),
  torture('3.1.1.13', 'noreason', 'a response without a reason', (cast) => response('SIP/2.0 100 ', cast)),
];

const INVALID: readonly TortureCase[] = [
  torture('3.1.2.1', 'badinv01', 'separators without values', (cast) =>
    request('INVITE', cast, {
      Via: `SIP/2.0/UDP 192.0.2.15;;,;,,, SIP/2.0/UDP ${cast.from};rport;branch=z9hG4bK${cast.id}`,
      To: `sip:${cast.x}@${cast.host};tag=4442;;;`,
      Contact: `"Joe" <sip:${cast.a}@${cast.from}>;;;;`,
    }),
  ),
  torture('3.1.2.2', 'clerr', 'a Content-Length beyond the end', (cast) =>
    request('INVITE', cast, { 'Content-Length': '9999' }),
  ),
  torture('3.1.2.3', 'ncl', 'a Content-Length below zero', (cast) =>
    request('INVITE', cast, { 'Content-Length': '-999' }),
  ),
  torture('3.1.2.4', 'scalar02', 'numbers too large for their fields, in a request', (cast) =>
    request('REGISTER', cast, {
      line: `REGISTER sip:${cast.host} SIP/2.0`,
      CSeq: '36893488147419103232 REGISTER',
      'Max-Forwards': '300',
      Expires: `1${'0'.repeat(40)}`,
      Contact: `<sip:${cast.a}@${cast.from}>;expires=280297596632815`,
    }),
  ),
  torture('3.1.2.5', 'scalarlg', 'numbers too large for their fields, in a response', (cast) =>
    response('SIP/2.0 503 Service Unavailable', cast, [
      'Retry-After: 949302838503028349304023988',
      'Warning: 1812 overture "In Progress"',
    ]).replace('CSeq: 1 INVITE', 'CSeq: 9292394834772304023312 OPTIONS'),
  ),
  torture('3.1.2.6', 'quotbal', 'a quote that is not closed', (cast) =>
    request('INVITE', cast, {
      To: `"Mr. J. User <sip:${cast.x}@${cast.host}>`,
      From: `"<sip:${cast.a}@${cast.from}>;tag=f${cast.id}`,
    }),
  ),
  torture('3.1.2.7', 'ltgtruri', 'brackets around the request URI', (cast) =>
    request('INVITE', cast, { line: `INVITE <sip:${cast.x}@${cast.host}> SIP/2.0` }),
  ),
  torture('3.1.2.8', 'lwsruri', 'white space in the request URI', (cast) =>
    request('INVITE', cast, { line: `INVITE sip:${cast.x}@${cast.host}; lr SIP/2.0` }),
  ),
  torture('3.1.2.9', 'lwsstart', 'several spaces in the first line', (cast) =>
    request('INVITE', cast, { line: `INVITE  sip:${cast.x}@${cast.host}  SIP/2.0` }),
  ),
  torture('3.1.2.10', 'trws', 'white space behind the first line', (cast) =>
    request('OPTIONS', cast, { line: `OPTIONS sip:${cast.x}@${cast.host} SIP/2.0  ` }),
  ),
  torture('3.1.2.11', 'escruri', 'escaped headers in the request URI', (cast) =>
    request('INVITE', cast, {
      line: `INVITE sip:${cast.x}@${cast.host}?Route=%3Csip:other.example.com%3E SIP/2.0`,
    }),
  ),
  torture('3.1.2.12', 'baddate', 'a time zone that SIP does not know', (cast) =>
    request('INVITE', cast, { Date: 'Fri, 01 Jan 2010 16:00:00 EST' }),
  ),
  torture('3.1.2.13', 'regbadct', 'a Contact with parameters outside of brackets', (cast) =>
    request('REGISTER', cast, {
      line: `REGISTER sip:${cast.host} SIP/2.0`,
      Contact: `sip:${cast.a}@${cast.from}?Route=%3Csip:other.example.com%3E`,
    }),
  ),
  torture('3.1.2.14', 'badaspec', 'white space in a URI of To', (cast) =>
    request('OPTIONS', cast, { To: `"Watson, Thomas" < sip:${cast.x}@${cast.host} >` }),
  ),
  torture('3.1.2.15', 'baddn', 'a display name with characters that need quotes', (cast) =>
    request('OPTIONS', cast, { From: `Bell, Alexander <sip:${cast.a}@${cast.from}>;tag=f${cast.id}` }),
  ),
  torture('3.1.2.16', 'badvers', 'a version that there is not', (cast) =>
    request('OPTIONS', cast, {
      line: `OPTIONS sip:${cast.x}@${cast.host} SIP/7.0`,
      Via: `SIP/7.0/UDP ${cast.from};rport;branch=z9hG4bK${cast.id}`,
    }),
  ),
  torture('3.1.2.17', 'mismatch01', 'a method and another in CSeq', (cast) =>
    request('OPTIONS', cast, { CSeq: '8 INVITE' }),
  ),
  torture('3.1.2.18', 'mismatch02', 'an unknown method and another in CSeq', (cast) =>
    request('NEWMETHOD', cast, { CSeq: '9 INVITE' }),
  ),
  torture('3.1.2.19', 'bigcode', 'a status that is too large', (cast) =>
    response('SIP/2.0 4294967301 better not break the receiver', cast),
  ),
];

const TRANSACTION_AND_BEYOND: readonly TortureCase[] = [
  torture('3.2.1', 'badbranch', 'a branch that is only the cookie', (cast) =>
    request('OPTIONS', cast, { Via: `SIP/2.0/UDP ${cast.from};rport;branch=z9hG4bK` }),
  ),
  torture('3.3.1', 'insuf', 'no To, From, Call-ID nor CSeq', (cast) =>
    request('INVITE', cast, { From: '', To: '', 'Call-ID': '', CSeq: '' }),
  ),
  torture('3.3.2', 'unkscm', 'a request URI of an unknown scheme', (cast) =>
    request('OPTIONS', cast, { line: `OPTIONS nobodyKnowsThisScheme:${cast.x} SIP/2.0` }),
  ),
  torture('3.3.3', 'novelsc', 'a request URI of a scheme that is not SIP', (cast) =>
    request('OPTIONS', cast, { line: 'OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0' }),
  ),
  torture('3.3.4', 'unksm2', 'unknown schemes in To, From and Contact', (cast) =>
    request('REGISTER', cast, {
      line: `REGISTER sip:${cast.host} SIP/2.0`,
      To: 'isbn:2983792873',
      From: `<http://www.example.com>;tag=f${cast.id}`,
      Contact: '<name:John_Smith>',
    }),
  ),
  torture('3.3.5', 'bext01', 'extensions that must be understood', (cast) =>
    request('OPTIONS', cast, {
      Require: 'nothingSupportsThis, nothingSupportsThisEither',
      'Proxy-Require': 'noProxiesSupportThis, norDoAnyProxiesSupportThis',
    }),
  ),
  torture('3.3.6', 'invut', 'a body of an unknown type', (cast) =>
    request(
      'INVITE',
      cast,
      { 'Content-Type': 'application/unknownformat' },
      `<audio><pcmu port="443"/>${cast.a}</audio>`,
    ),
  ),
  torture('3.3.7', 'regaut01', 'credentials of an unknown kind', (cast) =>
    request('REGISTER', cast, {
      line: `REGISTER sip:${cast.host} SIP/2.0`,
      Authorization: 'NoOneKnowsThisScheme opaque-data=here',
    }),
  ),
  torture('3.3.8', 'multi01', 'several values where there can be one', (cast) => {
    const { x, host, from, id } = cast;
    const others = crlf(
      `CSeq: 59 INVITE`,
      `Call-ID: other.${id}@192.0.2.1`,
      'Max-Forwards: 5',
      `From: other <sip:13900139000@192.0.2.1>;tag=other${id}`,
      `To: <sip:${x}@${host}>;tag=other`,
      `Contact: <sip:13900139000@${from}>`,
    );
    return request('INVITE', cast).replace('\r\nCall-ID', `\r\n${others}\r\nCall-ID`);
  }),
  torture('3.3.9', 'mcl01', 'two Content-Lengths that differ', (cast) =>
    request(
      'OPTIONS',
      cast,
      { 'Content-Length': '13', 'Content-length': '5', 'Content-Type': 'text/plain' },
      'There are no ',
    ),
  ),
  torture('3.3.10', 'bcast', 'a 200 with a Via that names a broadcast address', (cast) =>
    response('SIP/2.0 200 OK', { ...cast, host: '255.255.255.255' }, [
      `Via: SIP/2.0/UDP ${cast.host};branch=z9hG4bKother${cast.id}`,
      `Contact: <sip:${cast.a}@${cast.from}>`,
    ]),
  ),
  torture('3.3.11', 'zeromf', 'Max-Forwards of zero', (cast) =>
    request('OPTIONS', cast, { 'Max-Forwards': '0' }),
  ),
  torture('3.3.12', 'cparam01', 'REGISTER with a Contact parameter', (cast) =>
    request('REGISTER', cast, {
      line: `REGISTER sip:${cast.host} SIP/2.0`,
      Contact: `sip:+${cast.a}@${cast.from};unknownparam`,
    }),
  ),
  torture('3.3.13', 'cparam02', 'REGISTER with a URL parameter', (cast) =>
    request('REGISTER', cast, {
      line: `REGISTER sip:${cast.host} SIP/2.0`,
      Contact: `<sip:+${cast.a}@${cast.from};unknownparam>`,
    }),
  ),
  torture('3.3.14', 'regescrt', 'REGISTER with a Route escaped in Contact', (cast) =>
    request('REGISTER', cast, {
      line: `REGISTER sip:${cast.host} SIP/2.0`,
      Contact: `<sip:user@${cast.from}?Route=%3Csip:sip.example.com%3E>`,
    }),
  ),
  torture('3.3.15', 'sdp01', 'an answer that may only be of a type that we have not', (cast) =>
    request('INVITE', cast, { Accept: 'text/nobodyKnowsThis' }),
  ),
  torture('3.4.1', 'inv2543', 'an INVITE of RFC 2543: no branch, no tag', (cast) => {
    const { a, x, host, from, id } = cast;
    const body = offer(cast);
    return `${crlf(
      `INVITE sip:${x}@${host} SIP/2.0`,
      `Via: SIP/2.0/UDP ${from}`,
      `Record-Route: <sip:${host}>`,
      `From: sip:${a}@${from}`,
      `To: sip:${x}@${host}`,
      `Call-ID: inv2543.${id}@${from}`,
      'CSeq: 0 INVITE',
      `Contact: sip:${a}@${from}`,
      'Content-Type: application/sdp',
      `Content-Length: ${body.length}`,
      '',
      '',
    )}${body}`;
  }),
];

/** All 49 messages of the RFC's chapter 3. */
export const TORTURE_CASES: readonly TortureCase[] = [...VALID, ...INVALID, ...TRANSACTION_AND_BEYOND];
