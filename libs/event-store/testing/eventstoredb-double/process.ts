/**
 * The double as a process of its own: `node process.js [--port n] [--file path]`. It says its address on one line when it
 * takes calls, and can be killed with -9 and started again on the same port and file.
 */
import { parseArgs } from 'node:util';
import { startEventStoreDouble } from './double.js';

const { values } = parseArgs({ options: { port: { type: 'string' }, file: { type: 'string' } } });
const double = await startEventStoreDouble({
  ...(values.port === undefined ? {} : { port: Number(values.port) }),
  ...(values.file === undefined ? {} : { file: values.file }),
});
process.stdout.write(`eventstoredb-double ${double.url}\n`);
const stop = (): void => void double.stop().then(() => process.exit(0));
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
