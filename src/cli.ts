#!/usr/bin/env node
import { buildProgram } from './cli/program.ts';
import { exitCodeOf, showError } from './cli/errors.ts';

const program = buildProgram();
try {
  await program.parseAsync();
} catch (error) {
  showError(error, program.opts<{ json?: boolean }>().json ?? false);
  process.exitCode = exitCodeOf(error);
}
