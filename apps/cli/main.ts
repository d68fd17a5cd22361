import { environment } from '@lien-thong/config';
import { cli } from './cli.js';

// Whoever reads us (`| head`) may have had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await cli(process.argv.slice(2), {
  env: environment(),
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
});
