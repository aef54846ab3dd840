import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../repository-root.js';
import type { Check } from './check.js';
import { runProgram, type ProgramResult } from './run-program.js';

/** What can be said about the code without running it. Lint goes first because it takes as long as the others together. */
export const STATIC_CHECKS: Check[] = [
  { name: 'lint', run: lint },
  { name: 'format', run: () => runProgram('prettier', ['--check', '.']) },
  { name: 'types', run: checkTypes },
  { name: 'build', run: () => runProgram('nx', ['run-many', '-t', 'build']) },
];

/**
 * ESLint once for all projects: each start of its own would load TypeScript again. The rule of module boundaries reads
 * Nx's project graph; without one it only says that it "will be skipped", and lint would pass for nothing.
 */
async function lint(): Promise<ProgramResult> {
  const graph = await runProgram('nx', ['show', 'projects']);
  if (!graph.isOk) return graph;
  const result = await runProgram('eslint', ['.', '--max-warnings', '0']);
  return { ...result, isOk: result.isOk && !/rule will be skipped/i.test(result.output) };
}

/** Each project with its tests, which the build leaves out. */
async function checkTypes(): Promise<ProgramResult> {
  const results: ProgramResult[] = [];
  for (const project of listProjects()) {
    results.push(await runProgram('tsc', ['-p', join(project, 'tsconfig.json'), '--noEmit']));
  }
  return {
    isOk: results.every((result) => result.isOk),
    output: results
      .map((result) => result.output)
      .join('\n')
      .trim(),
  };
}

function listProjects(): string[] {
  const nested = ['libs', 'apps'].flatMap((group) =>
    readdirSync(join(REPOSITORY_ROOT, group)).map((name) => join(group, name)),
  );
  return [...nested, 'tools'].filter((project) => existsSync(join(REPOSITORY_ROOT, project, 'tsconfig.json')));
}
