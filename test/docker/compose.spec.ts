import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@lien-thong/config';
import { DCLinter } from 'dclint';
import { COMPOSE_FILES, type Compose, DOCKER, interpolated, ROOT, readCompose, type Service } from './compose.js';
import { readDockerfile } from './dockerfile.js';

/** Its own types are not for this module resolution. */
interface Linted {
  readonly messages: readonly { readonly rule: string; readonly message: string; readonly line: number }[];
}

const lint = (paths: readonly string[]): string[] => {
  const groups = { 'Core Definitions': ['<<', 'image', 'build', 'container_name'] };
  const rules = { 'service-keys-order': [2, { groups }], 'require-quotes-in-ports': [2, { quoteType: 'double' }] } as const;
  const linter = new DCLinter({ rules: rules as never, quiet: false, debug: false, exclude: [] });
  const linted = linter.lintFiles([...paths], false) as readonly Linted[];
  return linted.flatMap(({ messages }) => messages.map(({ rule, message, line }) => `${line}: ${rule}: ${message}`));
};

describe.each(COMPOSE_FILES)('docker/%s', (file) => {
  const compose: Compose = readCompose(file);
  const services = Object.entries(compose.services);
  const without = (has: (service: Service) => boolean): string[] => services.filter(([, s]) => !has(s)).map(([name]) => name);
  const used = (of: (service: Service) => readonly string[]): string[] => [...new Set(services.flatMap(([, s]) => of(s)))].sort();
  const ours = services.filter(([, { build }]) => build !== undefined);

  it('is as the specification of Compose has it, and as its linter likes it', () => {
    expect(existsSync(join(DOCKER, file))).toBe(true);
    expect(lint([join(DOCKER, file)])).toEqual([]);
  });

  it('takes each image from outside at one exact version', () => {
    const images = services.flatMap(([, { image }]) => image ?? []);
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/^[a-z/]+:\d+\.\d+(\.\d+)?-[a-z0-9]+$/);
  });

  it('knows of each service whether it is well', () => {
    const inImage = readDockerfile().some(({ name }) => name === 'HEALTHCHECK');
    expect(without(({ healthcheck, build }) => (healthcheck?.test.length ?? 0) > 1 || (build !== undefined && inImage))).toEqual(
      [],
    );
  });

  it('starts each service again, lets it stop in good order, and bounds its memory', () => {
    expect(without(({ restart }) => restart === 'unless-stopped')).toEqual([]);
    expect(without(({ stop_grace_period: grace }) => Number.parseInt(grace ?? '0', 10) >= 30)).toEqual([]);
    expect(without(({ deploy }) => deploy?.resources?.limits?.memory !== undefined)).toEqual([]);
  });

  it('lets no service gain a privilege or write where it need not', () => {
    expect(without(({ cap_drop: drop }) => drop?.includes('ALL') ?? false)).toEqual([]);
    expect(without(({ security_opt: options }) => options?.includes('no-new-privileges:true') ?? false)).toEqual([]);
    // .NET unpacks and writes beside the program.
    expect(without((service) => service.read_only === true)).toEqual(file === 'compose.yml' ? ['eventstore'] : []);
  });

  it('shows nothing but HTTP, and that on this machine only', () => {
    expect(used(({ ports }) => ports ?? [])).toEqual(['127.0.0.1:8080:8080']);
    expect(services.filter(([, { ports }]) => ports !== undefined)).toHaveLength(1);
  });

  it('names every volume, network, secret and file that is used, and no other', () => {
    const mounts = used(({ volumes }) => (volumes ?? []).map((mount) => mount.split(':')[0] as string));
    expect(mounts.filter((mount) => !mount.startsWith('.'))).toEqual(Object.keys(compose.volumes).sort());
    for (const path of mounts.filter((mount) => mount.startsWith('.'))) expect(existsSync(join(DOCKER, path))).toBe(true);
    expect(used(({ networks }) => networks ?? [])).toEqual(Object.keys(compose.networks).sort());
    expect(used(({ secrets }) => secrets ?? [])).toEqual(Object.keys(compose.secrets).sort());
    for (const [name, { depends_on: before = {} }] of services)
      for (const needed of Array.isArray(before) ? before : Object.keys(before))
        expect([name, compose.services]).toHaveProperty(`1.${needed}`);
  });

  it('keeps every secret in a file, and gives it to those who read it', () => {
    for (const [name, service] of services) {
      const texts = [
        ...Object.values(service.environment ?? {}),
        ...(service.command ?? []),
        ...(service.healthcheck?.test ?? []),
      ];
      const read = texts.flatMap((text) => [...text.matchAll(/\/run\/secrets\/(\w+)/g)].map(([, secret]) => secret as string));
      const inScript = (service.volumes ?? []).some((mount) => mount.includes('postgres-init.sh')) ? ['keystore_password'] : [];
      expect([name, [...(service.secrets ?? [])].sort()]).toEqual([name, [...new Set([...read, ...inScript])].sort()]);
      for (const text of texts) expect(text).not.toMatch(/:\/\/[^/@]*:[^/@]+@/);
    }
  });

  it('runs what the build makes', () => {
    for (const [, { command }] of ours) {
      const [program, entry] = command as readonly string[];
      expect(program).toBe('node');
      expect(existsSync(join(ROOT, (entry as string).replace(/^dist\//, '').replace(/\.js$/, '.ts')))).toBe(true);
    }
  });

  describe('with the secrets that the script makes', () => {
    let folder: string;
    beforeAll(() => {
      folder = join(mkdtempSync(join(tmpdir(), 'lien-thong-docker-')), 'secrets');
      execFileSync(join(DOCKER, 'make-secrets.sh'), [folder]);
    });
    afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

    it('has them all, for nobody but their owner', () => {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      for (const { file: secret } of Object.values(compose.secrets)) {
        expect(secret).toMatch(/^\.\/secrets\/\w+$/);
        expect(readFileSync(join(folder, secret.replace('./secrets/', ''))).length).toBeGreaterThan(20);
      }
    });

    it.each(ours.map(([name]) => name))('gives %s a configuration that it takes', (name) => {
      const fromImage = Object.fromEntries(
        readDockerfile()
          .filter(({ name }) => name === 'ENV')
          .flatMap(({ variables }) => variables),
      );
      const given = { ...fromImage, ...compose.services[name]?.environment };
      const env = Object.fromEntries(
        Object.entries(given).map(([variable, value]) => [
          variable,
          interpolated(value, { OIDC_ISSUER: 'https://idp.example' }).replace('/run/secrets', folder),
        ]),
      );
      const config = readConfig(env);
      expect(config).toMatchObject({ production: true, host: '0.0.0.0', port: 8080, dataDir: '/data', seed: 'none' });
      expect(config.redisUrl).toMatch(/^redis:\/\/:\w{48}@redis:6379$/);
      if (file !== 'compose.yml') return;
      expect(config).toMatchObject({ eventStoreUrl: 'esdb://eventstore:2113?tls=false', drainSeconds: 5 });
      expect(config.keyStoreUrl).toMatch(/^postgres:\/\/lien_thong:\w{48}@postgres:5432\/keys$/);
      expect(config.key).toBeDefined();
    });
  });
});

describe('docker/make-secrets.sh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-docker-'));
  const made = (name: string): string => readFileSync(join(folder, 'secrets', name), 'utf8');
  const makes = (PATH: string) =>
    execFileSync(join(DOCKER, 'make-secrets.sh'), [join(folder, 'secrets')], { env: { PATH }, stdio: 'pipe' });
  const path = process.env.PATH as string;
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes no empty secret where a program is missing, and goes on from there', () => {
    writeFileSync(join(folder, 'base64'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    expect(() => makes(`${folder}:${path}`)).toThrow('lien_thong_key: not made');
    expect(readdirSync(join(folder, 'secrets')).filter((name) => !name.endsWith('.new'))).toEqual([]);
    makes(path);
    expect(Buffer.from(made('lien_thong_key'), 'base64')).toHaveLength(32);
  });

  it('leaves what is there as it is', () => {
    const before = made('lien_thong_key');
    makes(path);
    expect(made('lien_thong_key')).toBe(before);
    expect(made('keystore_url')).toContain(made('keystore_password'));
  });
});

describe('docker/compose.yml', () => {
  const { services, networks } = readCompose('compose.yml');

  it('has two processes of each kind, a directory of its own for each, behind the addresses that the proxy knows', () => {
    const of = (app: string): string[] =>
      Object.keys(services).filter((name) => services[name]?.command?.[1] === `dist/apps/${app}/main.js`);
    expect([of('api'), of('worker')]).toEqual([
      ['api-1', 'api-2'],
      ['worker-1', 'worker-2'],
    ]);
    const own = [...of('api'), ...of('worker')].flatMap((name) => services[name]?.volumes ?? []);
    expect(new Set(own).size).toBe(4);
    const proxied = [...readFileSync(join(DOCKER, 'haproxy.cfg'), 'utf8').matchAll(/^ {2}server (\S+) (\S+):8080$/gm)];
    expect([...new Set(proxied.map(([, , host]) => host))]).toEqual(of('api'));
  });

  it('lets only the four processes reach a store, and the proxy none', () => {
    const on = (network: string): string[] => Object.keys(services).filter((name) => services[name]?.networks?.includes(network));
    const four = ['api-1', 'api-2', 'worker-1', 'worker-2'];
    for (const [network, store] of [
      ['log', 'eventstore'],
      ['keys', 'postgres'],
      ['queue', 'redis'],
    ] as const) {
      expect(networks[network]).toEqual({ internal: true });
      expect(on(network).sort()).toEqual([...four, store].sort());
    }
    expect(services.proxy?.networks).toEqual(['front']);
    expect(on('front')).toEqual(['api-1', 'api-2', 'proxy']);
  });
});

it('the linter finds what is wrong', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lien-thong-docker-'));
  const bad = join(folder, 'compose.yml');
  execFileSync('sh', ['-c', `printf 'services:\n  b: { image: x, ports: ["80:80"], healthchek: {} }\n' > ${bad}`]);
  expect(lint([bad]).join()).toContain('invalid-schema');
  rmSync(folder, { recursive: true });
});
