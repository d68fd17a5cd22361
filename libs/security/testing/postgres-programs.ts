import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const DEBIAN = '/usr/lib/postgresql';

/** The folder with `initdb` and `postgres`; `null` where PostgreSQL's server is not installed. Debian keeps them off PATH. */
export const postgresFolder = (): string | null =>
  [...(process.env.PATH ?? '').split(delimiter), ...debianFolders(), bindir()].find(hasServer) ?? null;

const debianFolders = (): string[] =>
  (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
    .sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a))
    .map((version) => join(DEBIAN, version, 'bin'));

const bindir = (): string => spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim() ?? '';

const hasServer = (folder: string): boolean =>
  folder !== '' && ['initdb', 'postgres'].every((program) => isExecutable(join(folder, program)));

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Whom PostgreSQL runs as. It refuses to run as root: there it is `postgres`, or `nobody`; anybody else runs it themselves. */
export interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

export const runner = (): Runner => {
  if (process.getuid?.() !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8').split('\n');
  const found = ['postgres', 'nobody'].map((name) => users.find((line) => line.startsWith(`${name}:`))).find(Boolean);
  if (found === undefined) throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody');
  const [, , uid, gid] = found.split(':');
  return { uid: Number(uid), gid: Number(gid) };
};
