/** `npm run -s cli -- …`: the `lien-thong` command, built first where needed; stdout is the command's alone. */
import { become, build, install, main, requireNode } from './prepare.mjs';

await main(async () => {
  requireNode();
  await install();
  await build();
  await become('dist/apps/cli/main.js');
});
