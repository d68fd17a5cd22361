import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { validate } from 'dockerfile-utils';
import { ROOT } from './compose.js';
import { DOCKERFILE, readDockerfile } from './dockerfile.js';

const source = readFileSync(DOCKERFILE, 'utf8');
const instructions = readDockerfile();
const of = (name: string): string[] => instructions.filter((each) => each.name === name).map(({ text }) => text);
const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('the Dockerfile', () => {
  it('is valid', () => expect(validate(source)).toEqual([]));

  it('would be told to be wrong', () =>
    expect(validate('FROM node:22\nCOPYY a b\nHEALTHCHECK --intervall=1s CMD x\n').length).toBeGreaterThan(1));

  it('builds and runs on one exact version of Node, which this repository supports', () => {
    const images = of('FROM').map((text) => text.split(' ')[0]);
    expect(new Set(images).size).toBe(1);
    expect(images[0]).toMatch(/^node:22\.\d+\.\d+-bookworm-slim$/);
  });

  it('copies what is there, and what its context holds', () => {
    const copied = of('COPY')
      .filter((text) => !text.startsWith('--from'))
      .flatMap((text) => text.split(' ').slice(0, -1));
    expect(copied.sort()).toEqual([
      'apps',
      'libs',
      'nest-cli.json',
      'package-lock.json',
      'package.json',
      'tools',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
    for (const path of copied) expect(existsSync(join(ROOT, path))).toBe(true);
    for (const path of copied) expect(ignored).not.toContain(path);
    for (const path of ['docker/secrets', 'node_modules', '.data', '.git', 'dist']) expect(ignored).toContain(path);
  });

  it('takes from the build only packages, program and manifest, without what is for developers and tests', () => {
    const taken = of('COPY').filter((text) => text.startsWith('--from=build'));
    expect(taken.map((text) => text.split(' ')[1])).toEqual(['/app/package.json', '/app/node_modules', '/app/dist']);
    expect(of('RUN').join()).toMatch(/npm ci .*npm prune --omit=dev.*rm -rf node_modules\/typescript.*-name testing/);
  });

  it('does not run as root, and keeps its data in a volume of its user', () => {
    expect(of('USER')).toEqual(['node']);
    expect(of('VOLUME')).toEqual(['/data']);
    expect(instructions.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(
      instructions.findIndex(({ text }) => text.includes('/data')),
    );
    expect(of('CMD')).toEqual(['["node", "dist/apps/standalone/main.js"]']);
    expect(existsSync(join(ROOT, 'apps/standalone/main.ts'))).toBe(true);
  });
});
