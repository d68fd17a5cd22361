import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The process ids of its children. */
export const childrenOf = (pid: number): readonly number[] => (existsSync('/proc/self/stat') ? inProc(pid) : byPgrep(pid));

const inProc = (parent: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);

/** The second word after the program's name, which may itself hold blanks and brackets. */
const parentOf = (pid: string): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // gone meanwhile
  }
};

const byPgrep = (parent: number): readonly number[] =>
  (spawnSync('pgrep', ['-P', String(parent)], { encoding: 'utf8' }).stdout ?? '').split('\n').filter(Boolean).map(Number);

/** False when there is no such process. */
export const sendSignal = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};
