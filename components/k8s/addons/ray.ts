/** The Ray cluster of the platform, and services on clusters of their own. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import * as pulumi from "@pulumi/pulumi";
import { workersBeside } from "../../../model/eks/ray-pools";
import { gpusOf, modelAtMost } from "../../../model/k8s/model-scaling";
import { rayCluster } from "../../../model/k8s/ray/cluster";
import {
  RAY_CLUSTER,
  RAY_HEAD_ACCOUNT,
  RAY_NAMESPACE,
  RAY_WORKER_ACCOUNT,
} from "../../../model/k8s/ray/names";
import { planRay, workerSizes } from "../../../model/k8s/ray/plan";
import type { RayPlan } from "../../../model/k8s/ray/plan";
import { redisPassword, redisSecret, redisService, redisStatefulSet } from "../../../model/k8s/ray/redis";
import { serveTraffic } from "../../../model/k8s/ray/service";
import { planServices } from "../../../model/k8s/ray/service-plan";
import type { RayServicePlan } from "../../../model/k8s/ray/service-plan";
import type { AddonContext } from "../addon";
import { createInTurn } from "../custom-resources";
import { RayService } from "../ray-service";

/** What the cluster is made from. */
export interface RayArgs {
  readonly plan: RayPlan;
  /** Services, each on a cluster of its own. */
  readonly services: readonly RayServicePlan[];
  /** StorageClass of the volume of its state. @default the cluster's default */
  readonly storageClass?: string | undefined;
}

/** What the cluster is made from: on AWS no group is larger than the pools can hold beside the model and services. */
export function rayArgsOf({ config, cluster }: AddonContext): RayArgs {
  const { ray, storageClass, llm, autoscaling } = config;
  const services = planServices(ray);
  const modelGpus = gpusOf(modelAtMost(llm, autoscaling));
  const held =
    cluster.kind === "eks"
      ? workersBeside(cluster.pools, workerSizes(ray), { modelGpus, services })
      : undefined;
  return { plan: planRay(ray, held), services, storageClass };
}

/**
 * A Ray cluster that scales itself: a head that nothing runs on and nothing moves, workers without GPUs and, where
 * there can be any, workers with them. Its state outlives the head in a Redis that nobody else reaches.
 */
export class Ray extends pulumi.ComponentResource {
  constructor(name: string, args: RayArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Ray", name, {}, options);
    const state = this.createRedis(name, args.storageClass);
    const accounts = [RAY_HEAD_ACCOUNT, RAY_WORKER_ACCOUNT].map((account) =>
      this.createAccount(name, account),
    );
    const budget = this.createBudget(name);
    new CustomResource(`${name}-cluster`, rayCluster(args.plan), {
      parent: this,
      dependsOn: [state, budget, ...accounts],
    });
    this.createServices(name, args.services, [state, ...accounts]);
    this.registerOutputs({});
  }

  /** Services, and the way to them. */
  private createServices(
    name: string,
    services: readonly RayServicePlan[],
    before: readonly pulumi.Resource[],
  ): void {
    const policies = Object.entries(serveTraffic(services)).map(
      ([policy, spec]) =>
        new NetworkPolicy(
          `${name}-${policy}`,
          { metadata: { name: policy, namespace: RAY_NAMESPACE }, spec },
          { parent: this },
        ),
    );
    for (const plan of services)
      new RayService(
        `${name}-service-${plan.name}`,
        { plan },
        { parent: this, dependsOn: [...before, ...policies] },
      );
  }

  private createRedis(name: string, storageClass: string | undefined): StatefulSet {
    const options = { parent: this };
    const passwords = { "redis-password": redisPassword, "redis-secret": redisSecret };
    const secrets = createInTurn(name, passwords, options);
    const service = new Service(`${name}-redis`, structuredClone(redisService), options);
    return new StatefulSet(`${name}-redis`, redisStatefulSet(storageClass), {
      ...options,
      dependsOn: [...secrets, service],
    });
  }

  /** No token of the API server is mounted anywhere but where a pod asks for it by name. */
  private createAccount(name: string, account: string): ServiceAccount {
    const metadata = { name: account, namespace: RAY_NAMESPACE };
    return new ServiceAccount(
      `${name}-${account}`,
      { metadata, automountServiceAccountToken: false },
      { parent: this },
    );
  }

  /** Jobs end with the head: a node is drained only once somebody has deleted it or the cluster is told to move. */
  private createBudget(name: string): PodDisruptionBudget {
    const matchLabels = { "ray.io/cluster": RAY_CLUSTER, "ray.io/node-type": "head" };
    return new PodDisruptionBudget(
      `${name}-head`,
      {
        metadata: { name: "ray-head", namespace: RAY_NAMESPACE },
        // A share, or a number that may be missing, needs a controller that KubeRay is not.
        spec: { minAvailable: 1, selector: { matchLabels } },
      },
      { parent: this },
    );
  }
}
