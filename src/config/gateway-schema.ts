import { z } from 'zod';
import { CALLER_HEADERS, FAILED_VERIFICATIONS } from '../domain/gateway/caller-trust.ts';
import {
  addressBlock,
  choice,
  host,
  name,
  numberPatterns,
  path,
  port,
  secret,
  text,
} from './setting-types.ts';

const registration = z.strictObject({
  username: text('a text on one line', () => true).describe('User name at the carrier.'),
  password: secret().optional().describe('Password at the carrier; or `passwordFile`.'),
  passwordFile: path().optional().describe('File whose first line is the password.'),
  realm: text('a text on one line', () => true)
    .nullable()
    .default(null)
    .describe("Realm, where it is not the gateway's host."),
});

/** A carrier. */
export const gateway = z.strictObject({
  name: name().describe("Also the gateway's name in FreeSWITCH."),
  host: host().describe("The carrier's SIP proxy."),
  port: port().default(5060).describe("Port of the carrier's SIP proxy."),
  transport: choice(['udp', 'tcp', 'tls'])
    .default('udp')
    .describe('How SIP is carried; `tls` needs `sip.tls`.'),
  registration: registration
    .nullable()
    .default(null)
    .describe('Register with the carrier; `null` for a trunk by address.'),
  numberFormat: choice(['e164-plus', 'e164', 'international', 'national'])
    .default('e164-plus')
    .describe('`+8613800138000`, `8613800138000`, `008613800138000` or `13800138000`.'),
  dialPrefix: z
    .string({ error: 'must be up to 16 digits, in quotes' })
    .regex(/^[0-9]{0,16}$/, { error: 'must be up to 16 digits, in quotes' })
    .meta({ allowed: 'up to 16 digits, in quotes' })
    .default('')
    .describe('Technical prefix, put before every dialled number.'),
  acceptFrom: z
    .array(addressBlock(), { error: 'must be a list of IP addresses and CIDR blocks' })
    .meta({ allowed: 'a list of IP addresses and CIDR blocks (not /0)' })
    .default([])
    .describe("Where this carrier's calls come from. With none, no call is taken from it."),
  callerHeader: choice(CALLER_HEADERS)
    .default('asserted')
    .describe(
      'Which header names its callers: P-Asserted-Identity, From, Remote-Party-ID or P-Preferred-Identity, each but From where it is there and else From; `nobody`: it is not believed, all its callers are withheld.',
    ),
  failedVerification: choice(FAILED_VERIFICATIONS)
    .default('refuse')
    .describe(
      'Callers of whom it says `TN-Validation-Failed` (STIR): refused, taken for withheld, or believed.',
    ),
  allow: numberPatterns()
    .nullable()
    .default(null)
    .describe('Numbers that are called through it, of those that are called at all; `null`: all.'),
  deny: numberPatterns().default([]).describe('Numbers that are not called through it.'),
});
