/** `npm run build`: the whole source tree into dist/, when it changed. */
import { build, install, main, requireNode } from './prepare.mjs';

await main(async () => {
  requireNode();
  await install();
  await build();
});
