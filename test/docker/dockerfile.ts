import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCKER } from './compose.js';

export interface Instruction {
  readonly name: string;
  /** What follows the name, on one line. */
  readonly text: string;
  /** Of an ENV: its variables. */
  readonly variables: readonly (readonly [string, string])[];
}

export const DOCKERFILE = join(DOCKER, 'Dockerfile');

export const readDockerfile = (): readonly Instruction[] =>
  readFileSync(DOCKERFILE, 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name, text] = /^(\w+)\s+(.*)$/.exec(line) as unknown as [string, string, string];
      const pairs = [...text.matchAll(/(\w+)=(\S+)/g)].map(
        ([, variable, value]) => [variable as string, value as string] as const,
      );
      return { name, text, variables: name === 'ENV' ? pairs : [] };
    });
