/**
 * Renders and proves many clusters in one process, and writes all their objects to standard output.
 *
 *   node --require tsx/cjs scripts/bench/render/ours.ts <clusters>
 *
 * Its last line on standard error says how many seconds the clusters took, after the modules were loaded.
 */

import { writeSync } from "node:fs";
import { renderCluster } from "../../../cli/render/cluster";
import { prove } from "../../../cli/render/proofs";
import { requestOf } from "../../../cli/render/up";
import { manyClusters } from "./work";

const begun = performance.now();
for (const { options } of manyClusters(Number(process.argv[2]))) {
  const tree = renderCluster(requestOf(options));
  const [problem] = prove(tree);
  if (problem !== undefined) throw new Error(`${problem.file}: ${problem.message}`);
  for (const [path, text] of tree) if (path.endsWith(".yaml")) writeSync(1, `---\n${text}`);
}
console.error((performance.now() - begun) / 1000);
