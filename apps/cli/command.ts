import { parseArgs } from 'node:util';
import type { Environment } from '@lien-thong/config';
import { askedWrongly, type Words } from './cli-failure.js';

/** The terminal that a command talks to. */
export interface Terminal {
  readonly env: Environment;
  out(line: string): void;
  err(line: string): void;
}

export interface Asked {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

export interface Command {
  /** `dossier history`, and what follows it. */
  readonly name: string;
  readonly usage: string;
  readonly about: Words;
  readonly options?: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>;
  /** How many words it takes at least and at most. */
  readonly takes?: readonly [least: number, most: number];
  /** The exit code. */
  run(asked: Asked, terminal: Terminal): Promise<number>;
}

export const asked = (command: Command, args: readonly string[]): Asked => {
  const { positionals, values } = parsed(command, args);
  const [least, most] = command.takes ?? [0, 0];
  if (positionals.length < least || positionals.length > most)
    throw askedWrongly(`Cách dùng: ${command.usage}`, `Usage: ${command.usage}`);
  return { positionals, options: values as Asked['options'] };
};

const parsed = (command: Command, args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: command.options ?? {}, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('.')[0] : String(error);
    throw askedWrongly(`Tham số sai. Cách dùng: ${command.usage}`, `${reason}. Usage: ${command.usage}`);
  }
};

/** A text option that must be there. */
export const required = ({ options }: Asked, name: string): string => {
  const value = options[name];
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw askedWrongly(`Thiếu --${name}`, `--${name} is missing`);
};

export const optional = ({ options }: Asked, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};
