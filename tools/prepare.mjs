/**
 * Brings a fresh clone to the point where something can run: the right Node, the dependencies of the lock file, a build
 * of the current sources. Each step is skipped when it has nothing to do. Node built-ins only: nothing is installed yet.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** Progress goes to stderr, so that the stdout of a tool is only what it was asked for. */
export const say = (line) => process.stderr.write(`${line}\n`);

export class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a tool's main function: a `Stop` is a plain sentence for the user, anything else keeps its stack. */
export const main = async (run) => {
  try {
    await run();
  } catch (error) {
    say(error instanceof Stop ? `✗ ${error.message}` : (error?.stack ?? String(error)));
    process.exit(error instanceof Stop ? error.exitCode : 1);
  }
};

export const requireNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Stop(`Cần Node 20.19 trở lên / needs Node 20.19 or newer (this is ${process.versions.node}, ${process.execPath}).`);
};

// What npm tells its scripts about itself would be taken by a nested npm for its own options. What says where packages
// and headers come from is the user's, and stays.
const kept = /^npm_config_(registry|cafile|cache|userconfig|globalconfig|nodedir|proxy|https_proxy|noproxy)$/;

export const withoutNpm = (env = process.env) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('npm_') || kept.test(name)));

export const find = (program) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

/**
 * Runs a child to its end. It has a process group of its own, so that ctrl-C or SIGTERM to us ends it with all that it
 * started. Resolves to `{ code, output }`; with `quiet`, output is kept instead of shown and a sign of life is given.
 */
export const run = (command, args, { quiet = false, env = withoutNpm(), label = command } = {}) =>
  new Promise((done, fail) => {
    const startedAt = Date.now();
    const child = spawn(command, args, {
      cwd: root,
      env,
      detached: true,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    const alive = quiet && setInterval(() => say(`  … ${label}: ${Math.round((Date.now() - startedAt) / 1000)} s`), 20_000);
    const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
    const handlers = Object.entries(signals).map(([signal, code]) => [signal, () => interrupt(code)]);
    const settle = () => {
      clearInterval(alive);
      for (const [signal, handler] of handlers) process.off(signal, handler);
    };
    const finish = (code) => {
      settle();
      done({ code: code ?? 1, output: Buffer.concat(output).toString() });
    };
    const interrupt = (code) => {
      settle();
      child.off('close', finish).once('close', () => fail(new Stop(`Đã dừng / stopped (${label})`, code)));
      // npm outlasts SIGINT and SIGTERM while it unpacks; what it leaves half done, the next start does again.
      setTimeout(() => endGroup(child.pid, 'SIGKILL'), 2_000).unref();
      endGroup(child.pid, 'SIGTERM');
    };
    for (const [signal, handler] of handlers) process.on(signal, handler);
    child.on('error', (error) => {
      settle();
      fail(error);
    });
    child.on('close', finish);
  });

const endGroup = (pid, signal) => {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
};

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
const tail = (text, lines) => text.trimEnd().split('\n').slice(-lines).join('\n');

// ---- dependencies ------------------------------------------------------------------------------------------------

const installStamp = join(root, 'node_modules', '.lien-thong-install');

/** Native modules are built for one Node ABI: another Node major needs another install. */
const platform = `${process.versions.modules} ${process.platform} ${process.arch}`;
const installKey = () => {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  return `${platform} ${lock}`;
};

/** An install done by hand counts: npm writes what it installed to a hidden lock file, as its last step. */
const installedByHand = () => {
  const stamp = read(installStamp);
  const hidden = read(join(root, 'node_modules', '.package-lock.json'));
  if (!hidden || (stamp && !stamp.startsWith(`${platform} `))) return false;
  const { '': _root, ...wanted } = JSON.parse(read(join(root, 'package-lock.json'))).packages;
  const present = JSON.parse(hidden).packages;
  const isThere = ([path, { version, optional }]) => (present[path]?.version ?? (optional && version)) === version;
  return Object.entries(wanted).every(isThere) && Object.keys(present).every((path) => path in wanted);
};

export const install = async () => {
  const key = installKey();
  if (read(installStamp) === key) return;
  if (!installedByHand()) await npmCi();
  writeFileSync(installStamp, key);
};

const npmCi = async () => {
  say('• Đang cài thư viện / installing dependencies (npm ci, once: one to three minutes)');
  const { code, output } = await run('npm', ['ci', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], {
    quiet: true,
    env: { ...localHeaders(), ...withoutNpm() },
    label: 'npm ci',
  });
  if (code === 0) return;
  say(tail(output, 30));
  throw new Stop(`npm ci không thành công / npm ci failed.${compilerAdvice(output)}`);
};

/** better-sqlite3 compiles where it finds no prebuilt binary: headers that came with this Node save a download. */
const localHeaders = () => {
  const prefix = resolve(dirname(process.execPath), '..');
  const header = read(join(prefix, 'include', 'node', 'node_version.h'));
  const abi = header?.match(/#define NODE_MODULE_VERSION (\d+)/)?.[1];
  return abi === process.versions.modules ? { npm_config_nodedir: prefix } : {};
};

const compilerAdvice = (output) => {
  if (!/better-sqlite3|node-gyp/.test(output)) return '';
  const missing = [
    !(find('g++') || find('c++') || find('clang++')) && 'g++',
    !find('make') && 'make',
    !find('python3') && 'python3',
  ].filter(Boolean);
  if (missing.length === 0)
    return ' better-sqlite3 could neither take a prebuilt binary nor be compiled; the lines above say why.';
  const on = process.platform === 'darwin' ? 'xcode-select --install' : `apt-get install -y ${missing.join(' ')}`;
  return ` better-sqlite3 must be compiled here / cần trình biên dịch, còn thiếu: ${missing.join(', ')}. Debian: ${on}`;
};

// ---- build -------------------------------------------------------------------------------------------------------

const isSource = (path) => !/(\.spec\.ts|\.md)$/.test(path);

/** Path, size and time of every file that goes into the build; a file that goes away changes it as well. */
const fingerprint = (folders) => {
  const hash = createHash('sha256').update(installKey());
  const visit = (path) => {
    const stat = statSync(path);
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else if (isSource(path)) hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
  };
  for (const name of folders) if (existsSync(join(root, name))) visit(join(root, name));
  return hash.digest('hex');
};

const builds = {
  dist: { config: 'tsconfig.build.json', sources: ['apps', 'libs'] },
  'dist-bench': { config: 'tsconfig.bench.json', sources: ['apps', 'libs', 'test/bench'] },
};
const settings = [
  'package.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.bench.json',
  'tools/bundle.mjs',
];

/** @param {'dist' | 'dist-bench'} target */
export const build = async (target = 'dist') => {
  const { config, sources } = builds[target];
  const stamp = join(root, target, '.built');
  const key = () => fingerprint([...sources, ...settings]);
  if (read(stamp) === key()) return;
  await alone(target, async () => {
    const before = key();
    if (read(stamp) === before) return;
    say('• Đang biên dịch / building');
    rmSync(join(root, target), { recursive: true, force: true });
    const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
    const { code, output } = await run(process.execPath, [nest, 'build', '--path', config], { quiet: true, label: 'build' });
    if (code !== 0) {
      say(tail(output, 60));
      throw new Stop('Biên dịch không thành công / the build failed.');
    }
    for (const folder of sources) copyData(join(root, folder), join(root, target, folder));
    if (target === 'dist') await (await import('./bundle.mjs')).bundle(join(root, target));
    writeFileSync(stamp, before);
  });
};

/** Data and assets that are read at run time and that no import statement mentions to the compiler. */
const copyData = (from, to) => {
  if (!existsSync(from)) return;
  cpSync(from, to, { recursive: true, filter: (path) => statSync(path).isDirectory() || !/\.(ts|md)$/.test(path) });
};

/** Two tools started at once must not build into the same folder: the second waits, then finds the work done. */
const alone = async (name, work) => {
  const lock = join(root, 'node_modules', '.cache', `lien-thong-${name}.lock`);
  mkdirSync(dirname(lock), { recursive: true });
  while (!take(lock)) await new Promise((next) => setTimeout(next, 300));
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
};

const take = (lock) => {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(Number(read(lock)))) rmSync(lock, { force: true });
    return false;
  }
};

const isAlive = (pid) => {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Hands this very process over to a built program: signals, exit code and ctrl-C need no forwarding then. */
export const become = async (entry, args = process.argv.slice(2)) => {
  const path = join(root, entry);
  if (!existsSync(path)) throw new Stop(`${entry} is not there: has its source been written?`);
  for (const name of Object.keys(process.env)) if (name.startsWith('npm_')) delete process.env[name];
  process.argv = [process.argv[0], path, ...args];
  await import(`file://${path}`);
};
