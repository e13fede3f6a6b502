/** The Kubernetes version, the images of nodes, and add-ons that EKS installs. */

import type { ComponentName, FoundComponent } from "../../../model/compatibility";
import { all, any, not } from "../../../policypack/lib/truth";
import type { Truth } from "../../../policypack/lib/truth";
import { textOf } from "./view";
import type { View } from "./view";

const clusterTypes = ["aws:eks/cluster:Cluster", "eks:index:Cluster"];
const nodeTypes = [
  "aws:eks/nodeGroup:NodeGroup",
  "eks:index:ManagedNodeGroup",
  "eks:index:NodeGroup",
  "eks:index:NodeGroupV2",
];
const addonTypes = ["aws:eks/addon:Addon", "eks:index:Addon"];
const NODE_CLASS = /^kubernetes:karpenter\.k8s\.aws\/[^:]+:EC2NodeClass(?:Patch)?$/;

/** The service account that the EBS CSI add-on's controller runs as. */
const EBS_CSI_ACCOUNT = "ebs-csi-controller-sa";

/** The components of clusters, node groups and add-ons. */
export function findClusterParts(views: readonly View[]): FoundComponent[] {
  return views.flatMap((view) => [...kubernetes(view), ...images(view), ...ebsCsiWithoutRole(view, views)]);
}

function kubernetes({ resource, inputs }: View): FoundComponent[] {
  if (!clusterTypes.includes(resource.type)) return [];
  return [{ name: "kubernetes", version: textOf(inputs.child("version")), source: resource.urn }];
}

/** A component that is there, not there, or nobody knows. */
function when(name: ComponentName, there: Truth, source: string, decidedBy: string): FoundComponent[] {
  if (there === false) return [];
  return [{ name, version: undefined, source, ...(there === undefined && { unsure: `\`${decidedBy}\`` }) }];
}

function images({ resource: { type, urn }, inputs }: View): FoundComponent[] {
  if (NODE_CLASS.test(type)) {
    const aliases = inputs.at("spec.amiSelectorTerms").items();
    const isAl2 = any(
      inputs.at("spec.amiFamily").oneOf(["AL2"], false),
      ...aliases.map((term) => term.child("alias").text((alias) => alias.startsWith("al2@"), false)),
    );
    return when("ami-al2", isAl2, urn, "spec.amiFamily");
  }
  if (!nodeTypes.includes(type)) return [];
  const ami = inputs.child("amiType");
  const isAl2 = any(
    ami.text((text) => text.startsWith("AL2_"), false),
    inputs.child("operatingSystem").oneOf(["AL2"], false),
  );
  const isNvidia = ami.text((text) => /NVIDIA|_GPU$/.test(text), false);
  return [...when("ami-al2", isAl2, urn, "amiType"), ...when("ami-nvidia", isNvidia, urn, "amiType")];
}

function ebsCsiWithoutRole({ resource, inputs }: View, views: readonly View[]): FoundComponent[] {
  if (!addonTypes.includes(resource.type)) return [];
  const isEbsCsi = inputs.child("addonName").oneOf(["aws-ebs-csi-driver"], false);
  const hasRole = any(
    inputs.child("serviceAccountRoleArn").given(),
    inputs.child("podIdentityAssociations").length((length) => length > 0, false),
    ...views.map(associatesEbsCsi),
  );
  const decidedBy = isEbsCsi === undefined ? "addonName" : "serviceAccount";
  return when("ebs-csi-node-role", all(isEbsCsi, not(hasRole)), resource.urn, decidedBy);
}

function associatesEbsCsi({ resource, inputs }: View): Truth {
  if (resource.type !== "aws:eks/podIdentityAssociation:PodIdentityAssociation") return false;
  return inputs.child("serviceAccount").oneOf([EBS_CSI_ACCOUNT], false);
}
