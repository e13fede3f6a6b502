/** Pods that serve one model with vLLM, where llm-d's router finds them. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import * as pulumi from "@pulumi/pulumi";
import type { SecretsSettings } from "../../model/config/services/secrets";
import { LLM_NAMESPACE, servingLabels } from "../../model/k8s/llm";
import {
  leaderWorkerSet,
  LOADING_SECONDS,
  MODEL_SERVER,
  modelPod,
  modelPodsOf,
  selectorOf,
  TOKEN_SECRET,
} from "../../model/k8s/model-server";
import type { ModelPodArgs, ModelPods } from "../../model/k8s/model-server";
import { externalSecret, storedSecret } from "../../model/k8s/secrets";

/** What the pods are made from. */
export interface ModelServiceArgs extends ModelPodArgs {
  /** The store of secrets that the token is in where it names no other. @default none */
  readonly secrets?: SecretsSettings | undefined;
  /** Most pods of the model, where something else says how many there are. @default none: `replicas` of the settings */
  readonly scaledTo?: number | undefined;
}

/** The pods of each kind, and what protects them from being moved all at once. */
export class ModelService extends pulumi.ComponentResource {
  constructor(name: string, args: ModelServiceArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:ModelService", name, {}, options);
    const { token } = args.settings;
    const metadata = { name: MODEL_SERVER, namespace: LLM_NAMESPACE };
    const before: pulumi.Resource[] = [
      new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, { parent: this }),
    ];
    if (token !== undefined) {
      const secret = { name: TOKEN_SECRET, namespace: LLM_NAMESPACE };
      const stored = storedSecret(token, args.secrets);
      before.push(
        new CustomResource(`${name}-token`, externalSecret(secret, "token", stored), { parent: this }),
      );
    }
    const kinds = modelPodsOf(args.settings);
    for (const pods of kinds) {
      const child = pods.role === "prefill" ? `${name}-prefill` : name;
      createPods(child, pods, args, { parent: this, dependsOn: before });
      const spec = {
        // A quarter, and one at least; of replicas on several nodes one pod, with which its replica goes.
        maxUnavailable: pods.nodes > 1 ? 1 : "25%",
        // One that still loads answers nobody.
        unhealthyPodEvictionPolicy: "AlwaysAllow",
        selector: selectorOf(pods),
      };
      new PodDisruptionBudget(
        child,
        { metadata: { name: pods.name, namespace: LLM_NAMESPACE }, spec },
        { parent: this },
      );
    }
    warnWithoutEfa(this, kinds);
    this.registerOutputs({});
  }
}

/** A prompt's memory is gigabytes: over TCP it takes longer than reading the prompt once more would. */
function warnWithoutEfa(parent: pulumi.Resource, kinds: readonly ModelPods[]): void {
  if (kinds.length === 1 || kinds.every(({ efa }) => efa > 0)) return;
  void pulumi.log.warn(
    "The model is served by prefill and decode apart, and its pods have no EFA: what prefill makes of a prompt " +
      "goes over TCP then, and the first token comes later than without the split. Set plinth:llm.efaInterfaces and " +
      "plinth:llm.prefill.efaInterfaces on nodes with EFA, or remove plinth:llm.prefill.",
    parent,
  );
}

/** A Deployment, or where a replica spans several nodes a LeaderWorkerSet. */
function createPods(
  name: string,
  pods: ModelPods,
  args: ModelServiceArgs,
  options: pulumi.CustomResourceOptions,
): void {
  if (pods.nodes > 1) {
    new CustomResource(name, leaderWorkerSet(pods, args), options);
    return;
  }
  const selector = selectorOf(pods);
  const most = Math.max(pods.replicas, args.scaledTo ?? 0);
  new Deployment(
    name,
    {
      metadata: {
        name: pods.name,
        namespace: LLM_NAMESPACE,
        labels: { ...selector.matchLabels, ...servingLabels },
        // An update loads the model in one pod after the other.
        annotations: { "pulumi.com/timeoutSeconds": String(LOADING_SECONDS * most) },
      },
      spec: {
        replicas: pods.replicas,
        revisionHistoryLimit: 5,
        // GPUs are few: a new pod comes where an old one has gone.
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
        progressDeadlineSeconds: LOADING_SECONDS,
        selector,
        template: modelPod(pods, args),
      },
    },
    // An update leaves the number alone that another object has set. Named it must be all the same: a field that we give
    // up before another has taken it becomes one pod.
    args.scaledTo === undefined ? options : { ...options, ignoreChanges: ["spec.replicas"] },
  );
}
