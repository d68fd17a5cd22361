/** The README's walk, as one shell script: every block that follows `<!-- walk -->`. Tests run it, so that it works as printed. */
import { readFileSync } from 'node:fs';

export const walkOf = (file) =>
  [...readFileSync(file, 'utf8').matchAll(/<!-- walk -->\n```sh\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n');

if (import.meta.filename === process.argv[1]) process.stdout.write(walkOf(process.argv[2] ?? 'README.md'));
