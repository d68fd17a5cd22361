import { existsSync } from 'node:fs';
import { readConfig } from '@lien-thong/config';
import type { Command, Terminal } from '../command.js';
import { logFile, reading } from '../opening.js';
import { analysed, codeOf, readDefinition, tellFindings } from '../procedure-file.js';

export const procedureCheck: Command = {
  name: 'procedure check',
  usage: 'procedure check <file>',
  about: { vi: 'Kiểm tra một tệp thủ tục; không công bố gì', en: 'Analyses a procedure file; publishes nothing' },
  takes: [1, 1],
  run: async ({ positionals: [file] }, terminal) => {
    const definition = readDefinition(file as string);
    const { findings, valid } = analysed(definition, await publishedVersions(codeOf(definition), terminal));
    tellFindings(findings, terminal);
    terminal.out(valid ? '✓ Công bố được / may be published' : '✗ Chưa công bố được / may not be published');
    return valid ? 0 : 1;
  },
};

/** Those of the log, where there is one: a version is published once. */
const publishedVersions = async (code: string, { env }: Terminal): Promise<number[]> => {
  const config = readConfig(env);
  if (config.eventStoreUrl === undefined && !existsSync(logFile(config))) return [];
  return reading(env, async (engine) => engine.catalogue.procedures.versions(code).map((v) => v.definition.version));
};
