import { ConfigError } from '@lien-thong/config';
import { InvalidConnectionString, StoreUnavailable } from '@lien-thong/event-store';
import { KeyMissing, WrongKeyEncryptionKey } from '@lien-thong/security';
import { archiveFault } from './archive/faults.js';
import { CliFailure, type Words } from './cli-failure.js';
import { asked, type Command, type Terminal } from './command.js';
import { auditVerify } from './commands/audit-verify.js';
import { backup } from './commands/backup.js';
import { deadlineExplain } from './commands/deadline-explain.js';
import { doctor } from './commands/doctor.js';
import { dossierHistory } from './commands/dossier-history.js';
import { dossierState } from './commands/dossier-state.js';
import { erase } from './commands/erase.js';
import { procedureCheck } from './commands/procedure-check.js';
import { procedurePublish } from './commands/procedure-publish.js';
import { restore } from './commands/restore.js';
import { seed } from './commands/seed.js';
import { storeCopy } from './commands/store-copy.js';
import { storeExport } from './commands/store-export.js';
import { storeHeads } from './commands/store-heads.js';
import { storeImport } from './commands/store-import.js';
import { storeVerify } from './commands/store-verify.js';
import { token } from './commands/token.js';
import { viewsRebuild } from './commands/views-rebuild.js';
import { helpOn, overview, usageOf } from './help.js';

const COMMANDS: readonly Command[] = [
  token,
  dossierHistory,
  dossierState,
  deadlineExplain,
  procedureCheck,
  procedurePublish,
  viewsRebuild,
  auditVerify,
  storeCopy,
  storeExport,
  storeImport,
  storeHeads,
  storeVerify,
  backup,
  restore,
  erase,
  seed,
  doctor,
];

/** The `lien-thong` command. Answers with the exit code: 0 done, 1 not done or something found, 2 asked wrongly. */
export const cli = async (args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> => {
  try {
    return (await run(args, terminal)) as 0 | 1 | 2;
  } catch (error) {
    return told(error, terminal);
  }
};

const run = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const words = args.filter((arg) => !['help', '--help', '-h'].includes(arg));
  const command = COMMANDS.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '));
  if (words.length < args.length || args.length === 0) {
    for (const line of command ? helpOn(command) : overview(COMMANDS)) terminal.out(line);
    return 0;
  }
  if (command === undefined) {
    told(new CliFailure(unknown(words), 2), terminal);
    for (const line of overview(COMMANDS)) terminal.err(line);
    return 2;
  }
  try {
    return await command.run(asked(command, args.slice(command.name.split(' ').length)), terminal);
  } catch (error) {
    const code = told(error, terminal);
    if (error instanceof CliFailure && code === 2 && !error.words.en.includes(command.usage))
      terminal.err(`  ${usageOf(command)}`);
    return code;
  }
};

const unknown = (words: readonly string[]): Words => {
  const name = words.slice(0, 2).join(' ');
  return { vi: `Không có lệnh “${name}”`, en: `There is no command "${name}"` };
};

const told = (error: unknown, { err }: Terminal): 1 | 2 => {
  if (error instanceof ConfigError) {
    err(error.message);
    return 2;
  }
  const words = wordsOf(error);
  if (words === null) {
    err(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  }
  err(`✗ ${words.vi}`);
  err(`  ${words.en}`);
  return error instanceof CliFailure ? error.exitCode : 1;
};

/** Null for what nobody foresaw: that keeps its stack. */
const wordsOf = (error: unknown): Words | null => {
  if (error instanceof CliFailure) return error.words;
  if (error instanceof InvalidConnectionString)
    return { vi: `EVENTSTORE_URL sai: ${error.message}`, en: `EVENTSTORE_URL is wrong: ${error.message}` };
  if (error instanceof StoreUnavailable)
    return { vi: `Không mở được nhật ký: ${error.message}`, en: `The log cannot be used: ${error.message}` };
  if (error instanceof WrongKeyEncryptionKey || error instanceof KeyMissing)
    return { vi: `Khóa không khớp với dữ liệu: ${error.message}`, en: `The key does not fit the data: ${error.message}` };
  return archiveFault(error);
};
