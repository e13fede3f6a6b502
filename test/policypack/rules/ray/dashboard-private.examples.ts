import { rule } from "../../../../policypack/rules/ray/dashboard-private";
import type { ResourceExamples } from "../../examples";
import { onAnother, rayCluster, rayKinds } from "../../ray";

export const examples: ResourceExamples = {
  rule,
  type: "kubernetes:ray.io/v1:RayCluster",
  compliant: rayCluster({
    serviceType: "ClusterIP",
    headService: { spec: { type: "ClusterIP" } },
    enableIngress: false,
  }),
  alsoCompliant: {
    "KubeRay's default": { inputs: rayCluster({ headService: { spec: {} } }) },
    "a job on a cluster that it selects": onAnother,
  },
  violations: {
    "a load balancer": (inputs) => {
      inputs.spec.headGroupSpec.serviceType = "LoadBalancer";
    },
    "a port of every node": (inputs) => {
      inputs.spec.headGroupSpec.serviceType = "NodePort";
    },
    "a load balancer by the service": (inputs) => {
      inputs.spec.headGroupSpec.headService.spec.type = "LoadBalancer";
    },
    "an Ingress": (inputs) => {
      inputs.spec.headGroupSpec.enableIngress = true;
    },
  },
  alsoViolating: rayKinds(rayCluster({ serviceType: "LoadBalancer" })),
  notApplicable: "kubernetes:core/v1:Service",
};
