import { runProcess } from '@lien-thong/health';
import { work } from './work.js';

await runProcess('worker', work);
