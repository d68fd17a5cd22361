/** `npm start`: install and build what changed, then run the standalone profile in this process. */
import { become, build, install, main, requireNode } from './prepare.mjs';

await main(async () => {
  requireNode();
  await install();
  await build();
  await become('dist/apps/standalone/main.js');
});
