#!/usr/bin/env node
import { buildProgram } from './cli/program.ts';
import { callersFolder } from './config.ts';
import { exitCodeOf, showError } from './cli/errors.ts';

const folder = callersFolder();
if (folder !== null) process.chdir(folder); // so that relative paths mean what the caller sees
const program = buildProgram();
try {
  await program.parseAsync();
} catch (error) {
  showError(error, program.opts<{ json?: boolean }>().json ?? false);
  process.exitCode = exitCodeOf(error);
}
