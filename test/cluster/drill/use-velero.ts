/** Velero and a bucket for the tests of a suite. */

import type { Registrations } from "../../helpers/registrations";
import { skipBecause } from "../../helpers/skip";
import type { Cluster } from "../control-plane/cluster";
import { S3StandIn } from "./s3-stand-in";
import { findVelero, VeleroServer } from "./velero";
import type { VeleroPrograms } from "./velero";

/** Skips the suite where Velero is not on this machine. It stands before what starts a cluster. */
export function needVelero(): () => VeleroPrograms {
  const programs = findVelero();
  before("look for Velero", function () {
    if ("missing" in programs) skipBecause(this, programs.missing);
  });
  return () => {
    if ("missing" in programs) throw new Error(programs.missing);
    return programs;
  };
}

/** A bucket on this machine, and servers on clusters. */
export interface VeleroTools {
  readonly s3: S3StandIn;
  /** Starts the bucket's server, and gives its URL. */
  readonly startBucket: () => Promise<string>;
  readonly startServer: (cluster: Cluster, registered: Registrations) => Promise<VeleroServer>;
  /** What is to be done behind the tests; the last comes first. */
  readonly atEnd: (end: () => unknown) => void;
}

/**
 * Gives the suite what it needs, and stops it behind its tests. It is used in a suite inside that of the clusters, which
 * end behind it.
 */
export function useVelero(programs: () => VeleroPrograms): VeleroTools {
  const s3 = new S3StandIn();
  const ends: (() => unknown)[] = [];
  const atEnd = (end: () => unknown): void => void ends.unshift(end);
  after("stop Velero", async () => {
    for (const end of ends) await end();
  });
  return {
    s3,
    atEnd,
    startBucket: async () => {
      const url = await s3.start();
      atEnd(() => s3.stop());
      return url;
    },
    startServer: async (cluster, registered) => {
      const server = await VeleroServer.start(cluster, programs(), registered);
      atEnd(() => server.stop());
      return server;
    },
  };
}
