/** Rules of a cluster by which an object is lost on its way through a backup. */

import type { Cluster, KubernetesObject } from "../control-plane/cluster";

const apiVersion = "admissionregistration.k8s.io/v1";

/** A way to lose an object. */
export interface Loss {
  /** The policy, and what binds it to the cluster. */
  readonly objects: readonly KubernetesObject[];
  /** An object that shows whether the policy is at work. */
  readonly probe: KubernetesObject;
}

/** A policy for new objects of a kind, and what binds it to the cluster. */
function policy(
  kind: "MutatingAdmissionPolicy" | "ValidatingAdmissionPolicy",
  resource: string,
  spec: object,
  binding: object = {},
): KubernetesObject[] {
  const metadata = { name: `drill-${resource}` };
  const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: [resource] };
  const matchConstraints = { resourceRules: [rule] };
  return [
    { apiVersion, kind, metadata, spec: { matchConstraints, failurePolicy: "Fail", ...spec } },
    { apiVersion, kind: `${kind}Binding`, metadata, spec: { policyName: metadata.name, ...binding } },
  ];
}

/** No backup has a Service: each gets the label by which Velero leaves an object out. */
export const servicesLeftOut: Loss = {
  objects: policy("MutatingAdmissionPolicy", "services", {
    reinvocationPolicy: "Never",
    mutations: [
      {
        patchType: "ApplyConfiguration",
        applyConfiguration: {
          expression: 'Object{metadata: Object.metadata{labels: {"velero.io/exclude-from-backup": "true"}}}',
        },
      },
    ],
  }),
  probe: {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "probe", namespace: "default" },
    spec: { ports: [{ port: 80 }] },
  },
};

/** The ConfigMap of a drill is not let in again when Velero brings it back. */
export const configMapRefused: Loss = {
  objects: policy(
    "ValidatingAdmissionPolicy",
    "configmaps",
    {
      matchConditions: [{ name: "known", expression: 'object.metadata.name == "known"' }],
      validations: [
        {
          expression: '!has(object.metadata.labels) || !("velero.io/restore-name" in object.metadata.labels)',
          message: "It must not come back.",
        },
      ],
    },
    { validationActions: ["Deny"] },
  ),
  probe: {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "known", namespace: "default", labels: { "velero.io/restore-name": "probe" } },
  },
};

/** Does the work while objects are lost in this way. */
export async function whileLost<Answer>(
  cluster: Cluster,
  { objects, probe }: Loss,
  work: () => Promise<Answer>,
): Promise<Answer> {
  await cluster.apply(objects);
  try {
    await cluster.until("the policy is at work", 60, () => isAtWork(cluster, probe));
    return await work();
  } finally {
    await cluster.kubectl(["delete", "--wait", "-f", "-"], { input: listOf(objects) });
  }
}

async function isAtWork(cluster: Cluster, probe: KubernetesObject): Promise<boolean> {
  const asked = ["create", "--dry-run=server", "--output=json", "-f", "-"];
  try {
    const answer = JSON.parse(
      await cluster.kubectl(asked, { input: JSON.stringify(probe) }),
    ) as KubernetesObject;
    return answer.metadata.labels?.["velero.io/exclude-from-backup"] !== undefined;
  } catch (error) {
    if (!/must not come back/.test(String(error))) throw error;
    return true;
  }
}

function listOf(items: readonly KubernetesObject[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}
