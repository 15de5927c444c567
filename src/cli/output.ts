import Table from 'cli-table3';
import type { Command } from 'commander';

/** Says the same thing to a program (`--json`: one JSON value on standard output) or to a person. */
export function say(json: boolean, value: unknown, text: () => string): void {
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text()}\n`);
}

/** A table without vertical lines that fits the terminal; long cells wrap. */
export function table(head: string[], rows: string[][], widths?: (number | null)[]): string {
  const drawn = new Table({
    head,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
    wordWrap: true,
    ...(widths === undefined ? {} : { colWidths: widths }),
  });
  drawn.push(...rows);
  return drawn.toString();
}

/** 95 s → "1 min 35 s"; 7,300 s → "2 h 2 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** What a model said, fit for a terminal: characters that steer it become dots. Line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]/gu, '·');
}

/** Whether the caller asked for JSON. */
export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json ?? false;
}
