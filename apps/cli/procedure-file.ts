import { readFileSync } from 'node:fs';
import { type Analysis, analyse, type Finding } from '@lien-thong/procedures';
import { failed } from './cli-failure.js';
import type { Terminal } from './command.js';

export const readDefinition = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failed(`Không đọc được ${path}: ${reason}`, `${path} cannot be read: ${reason}`, error);
  }
};

export const codeOf = (definition: unknown): string => {
  const code = (definition as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
};

export const tellFindings = (findings: readonly Finding[], { out }: Pick<Terminal, 'out'>): void => {
  for (const { severity, code, pointer, messages } of findings) {
    out(`${severity === 'error' ? '✗' : '!'} ${code} ${pointer || '/'}`);
    out(`    ${messages.vi}`);
    out(`    ${messages.en}`);
  }
};

export const analysed = (definition: unknown, existingVersions: readonly number[]): Analysis =>
  analyse(definition, { existingVersions });
