/** Finds the servers that the tests start, and installs them where the machine allows that without asking anybody. */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { find, run, say } from './prepare.mjs';

const debian = '/usr/lib/postgresql';
const hasPostgres = () =>
  Boolean(find('initdb')) ||
  (existsSync(debian) && readdirSync(debian).some((version) => existsSync(join(debian, version, 'bin', 'initdb'))));

const servers = [
  { name: 'redis-server', package: 'redis-server', brew: 'redis', isThere: () => Boolean(find('redis-server')) },
  { name: 'PostgreSQL', package: 'postgresql', brew: 'postgresql@17', isThere: hasPostgres },
  {
    name: 'HAProxy',
    package: 'haproxy',
    brew: 'haproxy',
    isThere: () => Boolean(find('haproxy')) || existsSync('/usr/sbin/haproxy'),
  },
];

/** The names of those that are not there, and could not be installed. Says how each is. */
export const missingServers = async () => {
  const missing = servers.filter(({ isThere }) => !isThere());
  const mayInstall = process.platform === 'linux' && process.getuid?.() === 0 && find('apt-get');
  if (missing.length > 0 && mayInstall) await install(missing.map((server) => server.package));
  const left = missing.filter(({ isThere }) => !isThere());
  for (const { name, package: debianPackage, brew } of left)
    say(`✗ ${name} không có / is missing. Debian, Ubuntu: sudo apt-get install ${debianPackage}; macOS: brew install ${brew}`);
  return left.map(({ name }) => name);
};

const install = async (packages) => {
  say(`• Đang cài ${packages.join(', ')} / installing (apt-get)`);
  await withFile('/usr/sbin/policy-rc.d', noServices, 0o755, () =>
    withFile('/etc/postgresql-common/createcluster.d/lien-thong-tests.conf', noCluster, 0o644, async () => {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      const update = await run('apt-get', ['update', '-qq'], { quiet: true, env, label: 'apt-get update' });
      const added = await run('apt-get', ['install', '-y', '-qq', ...packages], { quiet: true, env, label: 'apt-get install' });
      if (added.code !== 0) say(`${update.output}${added.output}`.trim().split('\n').slice(-10).join('\n'));
    }),
  );
};

/** Debian asks this file before it starts the service of a package: the tests want the program, not a service. */
const noServices = '#!/bin/sh\nexit 101\n';
/** And this one before it makes a database cluster for the whole machine. */
const noCluster = 'create_main_cluster = false\n';

/** While the work lasts, unless somebody has put a file there. */
const withFile = async (path, content, mode, work) => {
  const ours = !existsSync(path);
  mkdirSync(dirname(path), { recursive: true });
  if (ours) writeFileSync(path, content, { mode });
  try {
    await work();
  } finally {
    if (ours) rmSync(path, { force: true });
  }
};
