import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');
export const DOCKER = join(ROOT, 'docker');
export const COMPOSE_FILES = ['compose.yml', 'compose.standalone.yml'] as const;

export interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>> | readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly ports?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly stop_grace_period?: string;
  readonly user?: string;
  readonly deploy?: { readonly resources?: { readonly limits?: { readonly memory?: string } } };
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** The parser of the linter: what it checks and what the specs read is the same. */
const { parse } = createRequire(import.meta.resolve('dclint'))('yaml') as {
  parse(text: string, options: { merge: boolean }): unknown;
};

export const readCompose = (file: string): Compose => parse(readFileSync(join(DOCKER, file), 'utf8'), { merge: true }) as Compose;

/** `${NAME:-default}`, `${NAME:?reason}`, and `$$` for a dollar: as Compose itself replaces them, with these values. */
export const interpolated = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})/g, (_all, dollar, name, kind, rest) => {
    if (dollar !== undefined) return '$';
    const value = values[name] ?? '';
    if (value === '' && kind === '?') throw new Error(`${name} is not set: ${rest}`);
    return value === '' && kind === '-' ? rest : value;
  });
