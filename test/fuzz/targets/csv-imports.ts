import { EXIT_CODES } from '../../../src/domain/error-catalogue.ts';
import { commandLine } from '../../cli/support/command-line.ts';
import { type FuzzSession, type FuzzTarget, must } from '../fuzz-target.ts';

const PERMITTED: readonly number[] = [0, EXIT_CODES.data];
/** What moves a terminal's cursor or changes its colours. */
const STEERING = /[^\P{Cc}\n]/u;

/** Files of bindings: each line is bound or told as rejected, with its number and without what it holds. */
export const csvImports: FuzzTarget = {
  name: 'csv-imports',
  what: 'CSV files of bindings',
  dictionary: [
    '"',
    '""',
    ',',
    '\r\n',
    '\n',
    '\ufeff',
    '13800138000',
    '+8613800138001',
    '+8617000000001',
    'a,b',
    'two-way',
    '2h',
  ],
  seeds: () => [
    Buffer.from('a,b\n13800138000,13800138001\n13800138002,13800138003\n'),
    Buffer.from(
      'b,a,x,pool,mode,expires,reference\n13800138004,13800138005,+8617000000007,cars,reverse,2h,"order 7, ""late"""\n',
    ),
    Buffer.from(
      'a,b,y,extension,group,call_back,after_call,sliding,area_code\n13800138006,13800138007,,,,,,,\n',
    ),
  ],
  open: openImports,
  perSecond: 20,
};

async function openImports(): Promise<FuzzSession> {
  const line = commandLine();
  await line.run(['pool', 'add', 'cars', '+8617000000001-+8617000000099']);
  return {
    take: async (input) => {
      const { code, stdout, stderr } = await line.run(['import', '-', '--json'], { stdin: input });
      must(PERMITTED.includes(code), `exit code ${code}: ${stderr}`);
      must(!STEERING.test(stdout + stderr), 'something that steers a terminal');
      must(!/1380013800[0-9]/.test(stdout + stderr), 'a number in the clear');
      for (const each of `${stdout}${stderr}`.split('\n').filter(Boolean)) JSON.parse(each);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
