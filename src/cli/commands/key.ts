import type { Command } from 'commander';
import { examples } from '../help.ts';
import { type Context, Session, using } from '../session.ts';
import { counted } from '../wording.ts';

export function addKeyCommand(program: Command, context: Context): void {
  const key = program.command('key').description('the key that seals real numbers in the store');
  key
    .command('rotate')
    .description('make a new key and seal all numbers anew; calls go on')
    .addHelpText('after', examples(['axbridge key rotate', 'after somebody may have seen the key']))
    .action(async (_options, command) => {
      const session = new Session(context, command);
      const rotated = await rotate(session);
      await session.show(rotated, () => `sealed ${counted(rotated.bindings, 'binding')} under a new key\n`);
      session.tell('Keep a copy of the new key in a safe place; backups from before need the old one.');
    });
}

async function rotate({ environment, configPath }: Session): Promise<{ readonly bindings: number }> {
  const daemon = await environment.connectDaemon(configPath);
  if (daemon === null) return environment.rotateKeyOffline(configPath);
  return using(daemon, (operations) => operations.rotateKey());
}
