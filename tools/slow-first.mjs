/**
 * The order of the test files: what takes minutes begins first, so that at the end no processor waits for one of them. (Jest goes by
 * the last run's times where it has them, and a clean machine has none.)
 */
const groups = [
  /faults\/scaled-out\/kill-anything/,
  // Beside it what waits more than it works, and the other long one after them.
  /faults\/scaled-out\/stalls/,
  /faults\/scaled-out\//,
  /test\/faults\//,
  /test\/(acceptance|scaled-out|docker)\//,
  /libs\/(event-store\/eventstoredb|security\/keys|domain\/dossier)\//,
];

const groupOf = ({ path }) => {
  const group = groups.findIndex((files) => files.test(path));
  return group < 0 ? groups.length : group;
};

export default class SlowFirst {
  sort(tests) {
    const isScaledOut = ({ context }) => context.config.displayName?.name === 'scaled-out';
    return [...tests].sort((a, b) => groupOf(a) - groupOf(b) || isScaledOut(b) - isScaledOut(a) || (a.path < b.path ? -1 : 1));
  }

  shard(tests, { shardIndex, shardCount }) {
    return tests.filter((_, n) => n % shardCount === shardIndex - 1);
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
