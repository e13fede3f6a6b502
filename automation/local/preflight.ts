/** What is looked at before anything is touched, so that a failure costs seconds and changes nothing. */

import { PlinthError } from "../../model/errors";
import type { EngineInfo } from "../docker";
import { runningContainers } from "./containers";
import { dataMinimumGiB, diskProblems, dockerMinimumGiB } from "./disk";
import type { DiskNeed, FreeBytes } from "./disk";
import { portProblems } from "./ports";
import type { WantedPort } from "./ports";

/** What the stack is about to use. */
export interface PreflightArgs {
  readonly stack: string;
  readonly engine: EngineInfo;
  readonly ports: readonly WantedPort[];
  readonly ownContainers: readonly string[];
  readonly dataDir: string;
  /** @default the file system's own answer */
  readonly freeBytes?: FreeBytes;
}

/**
 * Checks ports and disks.
 *
 * @throws PlinthError port-taken or disk-full; where there are several problems, one error names them all.
 */
export async function preflight(args: PreflightArgs): Promise<void> {
  const running = await runningContainers();
  const [ports, disks] = await Promise.all([
    portProblems(args.ports, {
      stack: args.stack,
      ownContainers: new Set(args.ownContainers),
      running,
      engineIsLocal: args.engine.local,
    }),
    diskProblems(diskNeeds(args), args.freeBytes),
  ]);
  throwAll([...ports, ...disks]);
}

function diskNeeds({ engine, dataDir }: PreflightArgs): DiskNeed[] {
  const data = { path: dataDir, purpose: "The disk of the data folder", minimumGiB: dataMinimumGiB };
  if (engine.dataRoot === undefined) return [data];
  return [data, { path: engine.dataRoot, purpose: "Docker's disk", minimumGiB: dockerMinimumGiB }];
}

function throwAll(problems: readonly PlinthError[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  throw new PlinthError(first.code, `${problems.length} things are in the way. ${first.message}`, {
    details: others.map((problem) => problem.message),
    fix: [...new Set(problems.map(({ fix }) => fix))].join(" "),
  });
}
