/** Service accounts and the two ways in which they get a role of IAM. */

import type { ComponentName, FoundComponent } from "../../../model/compatibility";
import type { Property } from "../../../policypack/lib/property";
import { textOf } from "./view";
import type { View } from "./view";

const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const SERVICE_ACCOUNT = /^kubernetes:core\/v1:ServiceAccount(?:Patch)?$/;
const RELEASE = /^kubernetes:helm\.sh\/(?:v3:Release|v4:Chart|v3:Chart)$/;
const ADDON = /^(?:aws:eks\/addon|eks:index):Addon$/;
/** The annotation by which a service account gets a role: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
const ROLE_ANNOTATION = "eks.amazonaws.com/role-arn";

/** Service accounts of the add-ons that need a role, all in kube-system. */
const addonAccounts: Readonly<Record<string, string>> = {
  "aws-ebs-csi-driver": "ebs-csi-controller-sa",
  "aws-efs-csi-driver": "efs-csi-controller-sa",
  "aws-mountpoint-s3-csi-driver": "s3-csi-driver-sa",
  "vpc-cni": "aws-node",
};

/** What gives a role to which service account. */
export function findIdentities(views: readonly View[]): FoundComponent[] {
  const byUrn = new Map(views.map((view) => [view.resource.urn, view]));
  return views.flatMap((view) => [
    ...ofServiceAccount(view),
    ...ofRelease(view),
    ...ofAddon(view),
    ...ofAssociation(view, byUrn),
  ]);
}

/** The component, about a service account; nobody knows about which where its name is not known. */
function identity(name: ComponentName, source: string, subject: string | undefined): FoundComponent {
  const about = subject === undefined ? { unsure: "the name of the service account" } : { subject };
  return { name, version: undefined, source, ...about };
}

function account(namespace: string | undefined, name: string | undefined): string | undefined {
  return namespace === undefined || name === undefined ? undefined : `${namespace}/${name}`;
}

function namespaceOf(property: Property): string | undefined {
  return property.state === "absent" ? "default" : textOf(property);
}

/** The service account of a resource: by its name, or by the resource's URN where Pulumi makes up the name. */
function accountOf({ resource, inputs }: View): string | undefined {
  const name = inputs.at("metadata.name");
  const namespace = namespaceOf(inputs.at("metadata.namespace"));
  return name.state === "absent" ? resource.urn : account(namespace, textOf(name));
}

function ofServiceAccount(view: View): FoundComponent[] {
  const { resource, inputs } = view;
  if (!SERVICE_ACCOUNT.test(resource.type)) return [];
  const annotation = inputs.at("metadata.annotations").child(ROLE_ANNOTATION).given();
  if (annotation === false) return [];
  const found = identity("irsa", resource.urn, accountOf(view));
  return [annotation === true ? found : { ...found, unsure: "`metadata.annotations`" }];
}

/** Charts give the annotation to the account that they make. */
function ofRelease({ resource, inputs }: View): FoundComponent[] {
  if (!RELEASE.test(resource.type)) return [];
  const values = inputs.at("values.serviceAccount");
  if (values.child("annotations").child(ROLE_ANNOTATION).given() !== true) return [];
  const namespace = namespaceOf(inputs.child("namespace"));
  return [identity("irsa", resource.urn, account(namespace, textOf(values.child("name"))))];
}

function ofAddon({ resource, inputs }: View): FoundComponent[] {
  if (!ADDON.test(resource.type)) return [];
  const name = textOf(inputs.child("addonName"));
  const subject = account("kube-system", name === undefined ? undefined : addonAccounts[name]);
  const role = inputs.child("serviceAccountRoleArn").given() === true;
  const associations = inputs.child("podIdentityAssociations").items();
  return [
    ...(role ? [identity("irsa", resource.urn, subject)] : []),
    ...associations.map((each) =>
      identity("pod-identity", resource.urn, account("kube-system", textOf(each.child("serviceAccount")))),
    ),
  ];
}

function ofAssociation({ resource, inputs }: View, byUrn: ReadonlyMap<string, View>): FoundComponent[] {
  if (resource.type !== ASSOCIATION) return [];
  const named = account(textOf(inputs.child("namespace")), textOf(inputs.child("serviceAccount")));
  const sources = resource.propertyDependencies["serviceAccount"] ?? [];
  const made = sources
    .flatMap((urn) => byUrn.get(urn) ?? [])
    .find(({ resource: { type } }) => SERVICE_ACCOUNT.test(type));
  return [identity("pod-identity", resource.urn, named ?? (made && accountOf(made)))];
}
