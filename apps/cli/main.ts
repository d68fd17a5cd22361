import { environment } from '@lien-thong/config';
import { cli } from './cli.js';

// Whoever reads us (`| head`) may have had enough. What was asked is done all the same, and the exit code says what came of it.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(1);
  });

process.exitCode = await cli(process.argv.slice(2), {
  env: environment(),
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
});
