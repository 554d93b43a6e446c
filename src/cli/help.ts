/** The examples at the end of a help text: what to type, and what for. */
export function examples(...pairs: readonly (readonly [command: string, purpose: string])[]): string {
  const lines = pairs.map(([command, purpose]) => `  # ${purpose}\n  ${command}`);
  return `\nExamples:\n${lines.join('\n')}\n`;
}
