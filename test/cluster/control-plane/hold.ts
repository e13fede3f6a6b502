/** Starts a cluster, says where it is, and holds it until the process ends: what tests of that end are made with. */

import { installPrograms } from "./install";
import { startCluster } from "./start";

void (async () => {
  const programs = await installPrograms({ write: () => undefined });
  if ("missing" in programs) throw new Error(programs.missing);
  const { folder, pids } = await startCluster(programs.found);
  console.log(JSON.stringify({ folder, pids: [...pids.values()] }));
  setInterval(() => undefined, 60_000);
})();
