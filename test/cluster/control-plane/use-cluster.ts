/** A started cluster for the tests of a suite. */

import { skipBecause } from "../../helpers/skip";
import type { Cluster } from "./cluster";
import { installPrograms } from "./install";
import { startCluster } from "./start";

/**
 * Gives the suite a cluster of its own: started before its tests, stopped after them. It may be used inside tests and
 * hooks. Where a test fails, the last words of the cluster's programs are shown at the end. Without Go the suite is skipped.
 *
 * ```ts
 * describe("…", () => {
 *   const cluster = useCluster();
 *   it("…", async () => {
 *     await cluster.addNodes(2);
 *     await cluster.apply([…]);
 *   });
 * });
 * ```
 */
export function useCluster(): Cluster {
  let started: Cluster | undefined;
  let failed = false;

  before("start a cluster", async function () {
    // The first time on a machine its programs are built.
    this.timeout(0);
    const programs = await installPrograms({ write: (line) => console.log(`    ${line}`) });
    if ("missing" in programs) skipBecause(this, programs.missing);
    started = await startCluster(programs.found);
  });

  afterEach(function () {
    failed ||= this.currentTest?.state === "failed";
  });

  after("stop the cluster", async function () {
    this.timeout(60_000);
    if (failed && started !== undefined) console.log(started.lastWords());
    await started?.stop();
  });

  return new Proxy({} as Cluster, {
    get: (_, property) => {
      if (started === undefined) throw new Error("The cluster stands only while the suite's tests run.");
      const value: unknown = Reflect.get(started, property);
      return typeof value === "function" ? (value.bind(started) as unknown) : value;
    },
  });
}
