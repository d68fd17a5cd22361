import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { type Config, readConfig } from '@lien-thong/config';
import { type ProcedureDefinition, Refusal } from '@lien-thong/domain';
import type { Engine } from '@lien-thong/engine';
import { type Finding, hashOf } from '@lien-thong/procedures';
import type { Words } from '../cli-failure.js';
import { type Command, optional, type Terminal } from '../command.js';
import { writing } from '../opening.js';
import { analysed, codeOf, readDefinition, tellFindings } from '../procedure-file.js';

export const procedurePublish: Command = {
  name: 'procedure publish',
  usage: 'procedure publish <file> [--subject <who>] [--agency <code>]',
  about: { vi: 'Công bố một phiên bản thủ tục', en: 'Publishes a procedure version' },
  options: { subject: { type: 'string' }, agency: { type: 'string' } },
  takes: [1, 1],
  run: async (asked, terminal) => {
    const file = asked.positionals[0] as string;
    const definition = readDefinition(file);
    const config = readConfig(terminal.env);
    const actor = {
      subject: optional(asked, 'subject') ?? userInfo().username,
      agency: optional(asked, 'agency') ?? '',
      roles: ['administrator'],
    };
    return writing(config, overHttp(config, file), (engine) => publish(engine, definition, actor, terminal));
  },
};

const publish = async (
  engine: Engine,
  definition: unknown,
  actor: { subject: string; agency: string; roles: string[] },
  terminal: Terminal,
): Promise<number> => {
  const versions = engine.catalogue.procedures.versions(codeOf(definition));
  const same = versions.find((v) => isSame(v.publication.hash, definition));
  if (same)
    return told(
      terminal,
      { vi: 'Đã công bố từ trước, đúng nội dung này', en: 'published before, with this very content' },
      same.publication.hash,
    );
  const { findings, valid } = analysed(
    definition,
    versions.map((v) => v.definition.version),
  );
  tellFindings(findings, terminal);
  if (!valid) return refused(terminal);
  const hash = hashOf(definition as ProcedureDefinition);
  try {
    await engine.catalogues.publishProcedure(definition as ProcedureDefinition, { commandId: `cli/publish/${hash}`, actor });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tellFindings((error.facts.findings ?? []) as readonly Finding[], terminal);
    return refused(terminal);
  }
  return told(terminal, { vi: 'Đã công bố', en: 'published' }, hash);
};

const isSame = (hash: string, definition: unknown): boolean => {
  try {
    return hashOf(definition as ProcedureDefinition) === hash;
  } catch {
    return false;
  }
};

const told = ({ out }: Terminal, { vi, en }: Words, hash: string): number => {
  out(`✓ ${vi} / ${en} · sha-256 ${hash}`);
  return 0;
};
const refused = ({ out }: Terminal): number => {
  out('✗ Chưa công bố được / not published');
  return 1;
};

const overHttp = ({ host, port }: Config, file: string): Words => {
  const call = [
    `curl -X POST http://${host}:${port}/api/v1/procedures -H 'Content-Type: application/json'`,
    `-H "Authorization: Bearer $(npm run -s cli -- token --agency H99 --roles administrator --subject admin)"`,
    `-H "Idempotency-Key: publish-$(date +%s)" --data-binary @${resolve(file)}`,
  ].join(' \\\n    ');
  return {
    vi: `Hãy công bố qua HTTP (lệnh dưới), hoặc dừng máy chủ rồi làm lại.`,
    en: `Publish over HTTP, or stop the server and try again:\n    ${call}`,
  };
};
