/** What people must fill in or make before a cluster can come up. */

import type { Lock } from "../lock";
import { holdsSecret } from "../proofs/secrets";
import type { ProviderId } from "../providers";
import { isPlaceholder } from "../values";

/** One thing that the files name and do not have. */
export interface Placeholder {
  readonly input: string;
  readonly value: unknown;
  /** True where the value is no real one, so nothing can be made with it. */
  readonly open: boolean;
  /** What must be there, or be given. */
  readonly needs: string;
}

const needs: Readonly<Record<ProviderId, Readonly<Record<string, string>>>> = {
  aws: {
    ami: "The ID of an image of Talos; where it is empty, the newest of Sidero Labs in the region is taken.",
    controlPlaneInstanceProfile: "An instance profile of this name; `clusterawsadm bootstrap iam` makes it.",
    workerInstanceProfile: "An instance profile of this name; `clusterawsadm bootstrap iam` makes it.",
    talosApiCidrs: "The addresses from which the management cluster reaches the machines.",
  },
  azure: {
    subscriptionId: "The ID of the subscription: `az account show --query id`.",
    tenantId: "The ID of the tenant: `az account show --query tenantId`.",
    clientId: "The client ID of the managed identity that the provider's service account is federated with.",
    imageGallery: "A gallery that has the image, in a version that is the Talos minor with .0 at its end.",
    imageName: "The image in that gallery.",
  },
  gcp: {
    project: "A project in which the provider's service account may make networks and machines.",
    imageFamily: "A family of images in the project, with Talos uploaded to it.",
  },
  proxmox: {
    credentialsSecret:
      "A Secret in the cluster's namespace, with url (without /api2/json), token and secret.",
    templateTags: "A VM template of Talos' nocloud image with exactly these tags.",
    addresses: "Addresses that nothing else uses.",
    endpoint: "An address that nothing else uses, in the network of the machines.",
  },
};

/** What recipes need. */
const ofRecipes: Readonly<Record<string, string>> = {
  registry: "A registry that the cluster may pull from, with the platform's own images pushed to it.",
  upstreamUrl: "An API that the cluster reaches.",
  domain: "DNS records of *.<domain> that lead to the gateway's load balancer.",
};

/** Everything that a cluster needs beside its files, the open ones first. */
export function placeholdersOf({ provider, inputs }: Lock): readonly Placeholder[] {
  const found = Object.entries({ ...needs[provider], ...ofRecipes }).flatMap(([input, sentence]) =>
    Object.hasOwn(inputs, input) && inputs[input] !== undefined
      ? [{ input, value: withoutSecret(inputs[input]), open: isPlaceholder(inputs[input]), needs: sentence }]
      : [],
  );
  return found.sort((one, other) => Number(other.open) - Number(one.open));
}

/** The value as it may be shown: a lock that was edited by hand may hold anything. */
export function withoutSecret(value: unknown): unknown {
  return holdsSecret(value, []) ? "(hidden)" : value;
}
