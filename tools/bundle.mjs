/**
 * Each program as one file, with chunks for what it shares with the others: to find, read and link two and a half thousand
 * modules is most of what a start costs. Native code, and what Nest asks for without needing it, stays outside.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, stop } from 'esbuild';

const outside = [
  'better-sqlite3',
  'pg-native',
  'class-transformer/storage',
  '@fastify/multipart',
  '@fastify/static',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/websockets',
];

/** Packages written for CommonJS ask for these by name. */
const commonJs = `import { createRequire as requireOf } from 'node:module';
import { fileURLToPath as pathOf } from 'node:url';
const require = requireOf(import.meta.url);
const __filename = pathOf(import.meta.url);
const __dirname = pathOf(new URL('.', import.meta.url));`;

/** Puts bundles in the place of the built `apps/<program>/main.js`. @throws what esbuild finds wrong. */
export const bundle = async (dist) => {
  const apps = join(dist, 'apps');
  await build({
    entryPoints: readdirSync(apps).map((program) => join(apps, program, 'main.js')),
    outbase: apps,
    outdir: apps,
    allowOverwrite: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // Nest finds providers by their classes, and says their names.
    keepNames: true,
    external: outside.flatMap((name) => [name, `${name}/*`]),
    banner: { js: commonJs },
    logLevel: 'warning',
  });
  // Its process would stay as long as ours, which may become the server.
  await stop();
};
