import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { checkoutFolder } from '../../src/dev/checkout.ts';

const exec = promisify(execFile);

/** A real terminal of a fixed size, in which somebody types. */
export interface Terminal {
  type(command: string): Promise<void>;
  /** What it shows now, with colours, without the empty lines below. */
  screen(): Promise<string>;
  close(): Promise<void>;
}

export const terminalSize = { columns: 100, rows: 30 };

/**
 * Opens a shell in tmux, on a socket of its own, with `anneal` as an installed package would have it.
 * @param folder where the shell stands
 * @param variables added to its environment
 */
export async function openTerminal(folder: string, variables: Record<string, string>): Promise<Terminal> {
  const socket = `anneal-pictures-${process.pid}`;
  const tmux = async (...args: string[]) => (await exec('tmux', ['-L', socket, ...args])).stdout;
  const setUp = `anneal() { '${process.execPath}' '${checkoutFolder}/src/cli.ts' "$@"; }; PS1='$ '; clear`;
  const size = ['-x', String(terminalSize.columns), '-y', String(terminalSize.rows)];
  const settings = Object.entries({ ...variables, LANG: 'C.UTF-8', BASH_SILENCE_DEPRECATION_WARNING: '1' }).flatMap(([name, value]) => [
    '-e',
    `${name}=${value}`,
  ]);
  await tmux('-u', '-f', '/dev/null', 'new-session', '-d', ...size, '-c', folder, ...settings, 'bash --norc --noprofile');
  const type = async (command: string) => void (await tmux('send-keys', command, 'Enter'));
  await type(setUp);
  return {
    type,
    screen: async () => (await tmux('capture-pane', '-p', '-e')).trimEnd(),
    close: async () => void (await tmux('kill-server')),
  };
}
