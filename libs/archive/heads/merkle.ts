import { createHash } from 'node:crypto';

const sha256 = (...parts: readonly (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** Root of the Merkle tree over these leaves, lower hex, hashed as RFC 6962 (2.1) does: one leaf can be proved without the others. */
export const merkleRoot = (leaves: Iterable<string | Buffer>): string => {
  // Perfect subtrees, largest first; two of the same height are one of the next.
  const subtrees: { readonly height: number; readonly root: Buffer }[] = [];
  for (const leaf of leaves) {
    let tree = { height: 0, root: sha256(LEAF, leaf) };
    for (let left = subtrees.at(-1); left?.height === tree.height; left = subtrees.at(-1)) {
      subtrees.pop();
      tree = { height: tree.height + 1, root: sha256(NODE, left.root, tree.root) };
    }
    subtrees.push(tree);
  }
  const root = subtrees.reduceRight<Buffer | null>((right, { root: left }) => (right ? sha256(NODE, left, right) : left), null);
  return (root ?? sha256()).toString('hex');
};
