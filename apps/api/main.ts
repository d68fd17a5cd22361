import 'reflect-metadata';
import { runProcess } from '@lien-thong/health';
import { serveApi } from './serve.js';

await runProcess('api', serveApi);
