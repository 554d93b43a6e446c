import type { Command } from 'commander';

/** Whose thing a command is about. */
export function withTenant(command: Command): Command {
  return command.option('--tenant <tenant>', 'whose it is', 'default');
}
