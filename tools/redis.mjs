/** Finds redis-server for the tests, and installs it where the machine allows that without asking anybody. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { find, run, say } from './prepare.mjs';

/** True when redis-server is there; says what is missing otherwise. */
export const findRedis = async () => {
  if (find('redis-server')) return true;
  if (process.platform === 'linux' && process.getuid?.() === 0 && find('apt-get')) await installRedis();
  if (find('redis-server')) return true;
  say('✗ redis-server không có / is missing. Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis');
  return false;
};

const installRedis = async () => {
  say('• Đang cài redis-server / installing redis-server (apt-get)');
  await withoutServices(async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const update = await run('apt-get', ['update', '-qq'], { quiet: true, env, label: 'apt-get update' });
    const added = await run('apt-get', ['install', '-y', '-qq', 'redis-server'], { quiet: true, env, label: 'apt-get install' });
    if (added.code !== 0) say(`${update.output}${added.output}`.trim().split('\n').slice(-10).join('\n'));
  });
};

/** Debian asks this file before it starts the service of a package: the tests want the program, not a service. */
const policy = '/usr/sbin/policy-rc.d';
const withoutServices = async (work) => {
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    if (ours) rmSync(policy, { force: true });
  }
};
