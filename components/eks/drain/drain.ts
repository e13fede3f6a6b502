/** Deletes what is left of a cluster's controllers in AWS, and waits until AWS says that it is gone. */

import { PlinthError } from "../../../model/errors";
import { isGone } from "./cloud/call";
import { leftoverKinds, titleOf } from "./leftovers";
import type { DrainCloud, Leftover, LeftoverKind, Place } from "./leftovers";

/** What is drained, and how patiently. */
export interface DrainArgs extends Place {
  /** Whether volumes are kept, as they hold data. */
  readonly keepVolumes: boolean;
  /** @default 15 minutes: a load balancer's network interfaces take some to go */
  readonly timeoutSeconds?: number;
  /** How long the control plane's interfaces may outlive the cluster. @default 5 minutes */
  readonly clusterTimeoutSeconds?: number;
  /** Longest time between two looks; the first ones follow each other faster. @default 10 */
  readonly pollSeconds?: number;
}

/** What the drain is given beside its arguments. */
export interface DrainSurroundings {
  readonly cloud: DrainCloud;
  /** Is told of each deletion, and of what takes long. */
  readonly log: (line: string) => void;
  /** @default the time */
  readonly now?: () => number;
  /** @default waits */
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** What has become of the things. */
export interface DrainResult {
  readonly deleted: number;
  /** Volumes that were kept. */
  readonly kept: readonly Leftover[];
}

/** With this look, after some 15 seconds, whoever watches is told what is waited for. */
const PATIENT_LOOKS = 5;

/** One drain at work. */
class Drainage {
  private deadline = 0;
  /** Time to the next look, in seconds. */
  private wait = 1;
  private deleted = 0;
  /** Why AWS would not delete a thing the last time it was asked; nothing of what it has agreed to delete. */
  private readonly reasons = new Map<string, string>();
  private readonly now: () => number;
  private readonly sleep: (milliseconds: number) => Promise<void>;

  constructor(
    private readonly args: DrainArgs,
    private readonly surroundings: DrainSurroundings,
  ) {
    this.now = surroundings.now ?? Date.now;
    this.sleep = surroundings.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  async run(): Promise<DrainResult> {
    const { cloud, log } = this.surroundings;
    await this.checkPlace();
    await this.waitForCluster();
    this.startClock(this.args.timeoutSeconds ?? 900);
    const { keepVolumes } = this.args;
    for (const kind of leftoverKinds) if (kind !== "volume" || !keepVolumes) await this.clear(kind);
    const kept = keepVolumes ? await cloud.find("volume") : [];
    for (const volume of kept)
      log(`Kept the ${titleOf(volume)}: plinth:deletionProtection is on, and it holds data.`);
    const count = this.deleted;
    log(
      count === 0
        ? `Controllers of ${this.args.name} had left nothing to delete.`
        : `Deleted ${count} ${count === 1 ? "thing" : "things"} that controllers of ${this.args.name} had left.`,
    );
    return { deleted: count, kept };
  }

  private startClock(seconds: number): void {
    this.deadline = this.now() + seconds * 1000;
  }

  /** Waits for the next look. False where there is no time for one. */
  private async pause(): Promise<boolean> {
    if (this.now() >= this.deadline) return false;
    await this.sleep(this.wait * 1000);
    this.wait = Math.min(this.wait * 2, this.args.pollSeconds ?? 10);
    return true;
  }

  private async checkPlace(): Promise<void> {
    const { vpcId, accountId, region } = this.args;
    const owner = await this.surroundings.cloud.vpcOwner();
    if (owner === accountId) return;
    const what =
      owner === undefined
        ? `The network ${vpcId} is not in ${region} of the account that the credentials are for.`
        : `The network ${vpcId} is in the account ${owner}, and the stack's is ${accountId}.`;
    throw new PlinthError("aws-account", `${what} Nothing was deleted.`, {
      fix:
        `Use credentials of the account ${accountId}. Where somebody has deleted the network by hand, remove the ` +
        "drain from the state with `pulumi state delete <its URN>` and destroy again.",
    });
  }

  /** A drain under a cluster that runs would take the load balancers off its services. */
  private async waitForCluster(): Promise<void> {
    const { name, vpcId, clusterTimeoutSeconds = 300 } = this.args;
    this.startClock(clusterTimeoutSeconds);
    for (let look = 1; ; look++) {
      const interfaces = await this.surroundings.cloud.controlPlaneInterfaces();
      if (interfaces.length === 0) return;
      if (look === PATIENT_LOOKS)
        this.surroundings.log(`Waiting until EKS has taken the control plane of ${name} out of ${vpcId}.`);
      if (await this.pause()) continue;
      throw new PlinthError(
        "drain-refused",
        `The cluster ${name} still runs in ${vpcId}: its network interfaces ${interfaces.join(", ")} are in use. Nothing was deleted.`,
      );
    }
  }

  private async clear(kind: LeftoverKind): Promise<void> {
    const asked = new Set<string>();
    this.wait = 1;
    for (let look = 1; ; look++) {
      const left = await this.surroundings.cloud.find(kind);
      if (left.length === 0) return;
      if (look === PATIENT_LOOKS)
        this.surroundings.log(`Waiting until AWS has deleted the ${left.map(titleOf).join(", the ")}.`);
      for (const item of left) if (!item.going && !asked.has(item.id)) await this.ask(item, asked);
      if (!(await this.pause())) throw this.unfinished(left);
    }
  }

  /** Asks for one deletion. What another thing still holds is asked for again with the next look. */
  private async ask(item: Leftover, asked: Set<string>): Promise<void> {
    try {
      await this.surroundings.cloud.remove(item);
    } catch (error) {
      // Somebody else was faster.
      if (isGone(error)) return;
      if (!(error instanceof Error) || !(isHeld(error) || isProtected(error))) throw error;
      this.reasons.set(item.id, error.message);
      if (isProtected(error)) throw this.unfinished([item]);
      return;
    }
    this.reasons.delete(item.id);
    asked.add(item.id);
    this.deleted += 1;
    this.surroundings.log(`Deleting the ${titleOf(item)}.`);
  }

  private unfinished(left: readonly Leftover[]): PlinthError {
    const { name, region } = this.args;
    return new PlinthError(
      "drain-unfinished",
      `AWS has not deleted all that controllers of ${name} had left in ${region}.`,
      {
        details: left.map((item) => {
          const reason = this.reasons.get(item.id);
          return reason === undefined ? titleOf(item) : `${titleOf(item)}: ${reason}`;
        }),
      },
    );
  }
}

/** True where another thing must go first. */
function isHeld({ name }: Error): boolean {
  return /^(DependencyViolation|InvalidNetworkInterface\.InUse|InvalidGroup\.InUse|ResourceInUse(Exception)?|VolumeInUse|InvalidParameterValue)$/.test(
    name,
  );
}

/** True where somebody has protected the thing from deletion; no waiting helps. */
function isProtected({ name }: Error): boolean {
  return /^OperationNotPermitted(Exception)?$/.test(name);
}

/**
 * Deletes load balancers, their target groups, nodes of Karpenter, network interfaces, security groups and volumes that
 * controllers of the cluster have made, each in its turn, and waits until they are gone. May be run again at any time.
 *
 * @throws PlinthError aws-account where the network is not in the stack's account; drain-refused where the cluster
 *   still runs; drain-unfinished with what is left once the time is up; aws-denied, aws-credentials, aws-unreachable.
 */
export function drain(args: DrainArgs, surroundings: DrainSurroundings): Promise<DrainResult> {
  return new Drainage(args, surroundings).run();
}
