/** Prefect's worker: it makes a job for each run of a flow, and what those jobs need stands beside it. */

import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import * as pulumi from "@pulumi/pulumi";
import { repositoryUrl } from "../../../model/eks/scope";
import {
  DEVTOOLS_NAMESPACE as namespace,
  prefectApiUrl,
  prefectImage,
  prefectWorker,
} from "../../../model/k8s/devtools";
import {
  FLOW_ACCOUNT,
  FLOW_ENVIRONMENT,
  FLOW_POOL,
  flowEnvironment,
  flowJobTemplate,
} from "../../../model/k8s/flow-jobs";
import { containerSecurityContext } from "../../../model/k8s/pod-security";
import { PLATFORM_PRIORITY } from "../../../model/k8s/priorities";
import type { PriorityName } from "../../../model/k8s/priorities";
import { images } from "../../../model/versions";
import type { AddonContext } from "../addon";
import { createRelease } from "../release";
import { resources } from "../volumes";
import type { Resources } from "../volumes";

/** Values of the chart that the platform sets. */
export interface PrefectWorkerValues {
  readonly worker: {
    readonly priorityClassName: PriorityName;
    readonly image: { readonly repository: string; readonly prefectTag: string };
    readonly apiConfig: "selfHostedServer";
    readonly selfHostedServerApiConfig: { readonly apiUrl: string };
    readonly config: {
      readonly workPool: string;
      readonly type: "kubernetes";
      readonly installPolicy: "never";
      readonly baseJobTemplate: { readonly configuration: string };
    };
    readonly livenessProbe: { readonly enabled: boolean };
    readonly initContainer: {
      readonly containerSecurityContext: ReturnType<typeof containerSecurityContext>;
    };
    readonly containerSecurityContext: ReturnType<typeof containerSecurityContext>;
    readonly extraEnvVars: readonly { readonly name: string; readonly value: string }[];
    readonly resources: Resources;
  };
}

/** The image of flows whose deployments name none: the config's, on AWS that of the stack's registry, or Prefect's own. */
function flowImageOf({ config: { devtools }, cluster }: AddonContext): string {
  if (devtools.flowImage !== undefined) return devtools.flowImage;
  if (cluster.kind === "eks")
    return `${repositoryUrl(cluster.scope, "prefect-worker")}:${images["prefect-worker"].version}`;
  return images.prefect.pull;
}

function valuesOf(context: AddonContext): PrefectWorkerValues {
  const { repository, tag } = prefectImage;
  return {
    worker: {
      priorityClassName: PLATFORM_PRIORITY,
      image: { repository, prefectTag: `${tag}-kubernetes` },
      apiConfig: "selfHostedServer",
      selfHostedServerApiConfig: { apiUrl: prefectApiUrl },
      config: {
        workPool: FLOW_POOL,
        type: "kubernetes",
        // What the worker needs is in its image; nothing is fetched when it starts.
        installPolicy: "never",
        baseJobTemplate: { configuration: flowJobTemplate(flowImageOf(context)) },
      },
      livenessProbe: { enabled: true },
      initContainer: { containerSecurityContext: containerSecurityContext() },
      containerSecurityContext: containerSecurityContext(),
      extraEnvVars: [
        { name: "PREFECT_LOGGING_COLORS", value: "false" },
        { name: "DO_NOT_TRACK", value: "1" },
      ],
      resources: resources("100m", "256Mi", "1Gi"),
    },
  };
}

/** The worker, and the account and the environment of the jobs that it makes. */
export class PrefectWorker extends pulumi.ComponentResource {
  constructor(name: string, context: AddonContext, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:PrefectWorker", name, {}, options);
    const child = { parent: this };
    const needed = [
      new ServiceAccount(
        `${name}-flows`,
        { metadata: { name: FLOW_ACCOUNT, namespace }, automountServiceAccountToken: false },
        child,
      ),
      new ConfigMap(
        `${name}-flows`,
        { metadata: { name: FLOW_ENVIRONMENT, namespace }, data: { ...flowEnvironment } },
        child,
      ),
    ];
    createRelease(
      name,
      { chart: prefectWorker.name, namespace, values: valuesOf(context) },
      { parent: this, dependsOn: needed },
    );
    this.registerOutputs({});
  }
}
