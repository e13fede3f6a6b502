/** The providers: for each its kinds, its values and what its templates are filled with. A provider is also a folder. */

import { z } from "zod";
import { fleetCharts } from "../../model/fleet/versions";
import type { FleetChart } from "../../model/fleet/versions";
import { addressCount, addressNumber, inNetwork } from "./addresses";
import type { Variables } from "./template";
import { address, cidr, commonShape, distinct, dnsName, text, whole } from "./values";

/** Id of a provider: the name of its folder under fleet/clusters, and what `--provider` takes. */
export const providerIds = ["aws", "azure", "gcp", "proxmox"] as const;

/** Id of a provider. */
export type ProviderId = (typeof providerIds)[number];

const guid = text(
  /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/,
  "It must be an ID such as 01234567-89ab-cdef-0123-456789abcdef.",
);
const word = text(
  /^[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?$/,
  "It must be one word of letters, digits, '.', '_' and '-'.",
);

const aws = z.strictObject({
  ...commonShape,
  region: text(/^[a-z]{2}(?:-[a-z]+)+-[1-9]$/, "It must be a region of AWS such as eu-central-1."),
  ami: text(
    /^(?:ami-[0-9a-f]{8}(?:[0-9a-f]{9})?)?$/,
    "It must be the ID of an image, such as ami-0123456789abcdef0.",
  ),
  controlPlaneInstanceProfile: text(/^[\w+=,.@-]{1,128}$/, "It must be the name of an instance profile."),
  workerInstanceProfile: text(/^[\w+=,.@-]{1,128}$/, "It must be the name of an instance profile."),
  talosApiCidrs: distinct(cidr).min(1, { error: "It must name at least one block." }),
});

const azure = z.strictObject({
  ...commonShape,
  region: text(/^[a-z]+[a-z0-9]*$/, "It must be a region of Azure such as westeurope."),
  subscriptionId: guid,
  tenantId: guid,
  clientId: guid,
  imageGallery: word,
  imageName: word,
});

const gcp = z.strictObject({
  ...commonShape,
  name: commonShape.name.regex(/^[a-z]/, {
    error: "It must begin with a letter, as names of Google Cloud do.",
  }),
  region: text(/^[a-z]+-[a-z]+[1-9][0-9]*$/, "It must be a region of Google Cloud such as europe-west3."),
  project: text(
    /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    "It must be the ID of a project of Google Cloud: 6 to 30 small letters, digits and hyphens.",
  ),
  imageFamily: text(/^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/, "It must be the name of a family of images."),
});

const rangeSentence = "It must be two IPv4 addresses, the lower one first, such as 10.0.0.20-10.0.0.40.";
const range = z.string({ error: rangeSentence }).refine(
  (given) => {
    const ends = given.split("-");
    const sound = ends.length === 2 && ends.every((end) => address.safeParse(end).success);
    return sound && addressCount(given) > 0;
  },
  { error: rangeSentence },
);

const proxmoxShape = z.strictObject({
  ...commonShape,
  region: dnsName(63),
  addresses: range,
  gateway: address,
  endpoint: address,
  prefix: whole(8, 30),
  dnsServers: distinct(address).min(1, { error: "It must name at least one server." }),
  bridge: text(/^[a-z][a-z0-9._-]{0,14}$/i, "It must be the name of a bridge such as vmbr0."),
  link: text(/^[a-z][a-z0-9._-]{0,14}$/i, "It must be the name of a link such as eth0."),
  templateTags: distinct(
    text(/^[a-z0-9_][a-z0-9_+.-]*$/i, "It must be a tag of Proxmox: letters, digits, '_', '-', '+' and '.'."),
  ).min(1, { error: "It must name at least one tag." }),
  credentialsSecret: dnsName(63),
});

/** Addresses that must be outside of the range, and all of them in one network. */
const proxmox = proxmoxShape.superRefine((values, context) => {
  // What is no address is in no network: one mistake is answered once.
  if (!proxmoxShape.safeParse(values).success) return;
  const { addresses, gateway, endpoint, prefix, controlPlanes, workers } = values;
  const [from = "", to = ""] = addresses.split("-");
  const complain = (key: string, message: string): void =>
    context.addIssue({ code: "custom", path: [key], message });
  for (const [key, one] of [
    ["gateway", gateway],
    ["endpoint", endpoint],
  ] as const) {
    if (addressNumber(one) >= addressNumber(from) && addressNumber(one) <= addressNumber(to))
      complain(key, "It must not be one of the --addresses, which machines get.");
    else if (!inNetwork(one, from, prefix)) complain(key, `It must be in the network of ${from}/${prefix}.`);
  }
  if (gateway === endpoint) complain("endpoint", "It must be another address than the --gateway.");
  if (!inNetwork(to, from, prefix))
    complain("addresses", `Both must be in one network of the prefix /${prefix}.`);
  // A rollout has one machine more of the control plane and one more of the workers.
  const needed = controlPlanes + workers + 2;
  if (addressCount(addresses) < needed)
    complain(
      "addresses",
      `It must have ${needed} addresses at least: one per machine and two for rollouts. It has ${addressCount(addresses)}.`,
    );
});

/** One provider. */
export interface Provider {
  readonly title: string;
  /** Group and version of its kinds. */
  readonly apiVersion: string;
  readonly clusterKind: string;
  readonly machineTemplateKind: string;
  readonly schema: z.ZodType;
  /** Keys of the values that no default can be given for. */
  readonly demanded: readonly string[];
  /** Chart of its cloud controller manager, and the template that installs it; none on bare machines. */
  readonly cloudController?: { readonly chart: FleetChart; readonly template: string };
  /** Patches of Talos beside the common one, for every machine and for control planes only. */
  readonly patches: { readonly all: readonly string[]; readonly controlPlane: readonly string[] };
  /** Variables of its templates beside the common ones, and the key of the values that each comes from. */
  readonly variables: Readonly<Record<string, string>>;
  /** What people do before, beside the commands: sentences for the README. */
  readonly before: readonly string[];
}

const talosController = {
  chart: fleetCharts.talosCloudController,
  template: "templates/talos-cloud-controller.yaml",
};
const kindsOf = (prefix: string): Pick<Provider, "clusterKind" | "machineTemplateKind"> => ({
  clusterKind: `${prefix}Cluster`,
  machineTemplateKind: `${prefix}MachineTemplate`,
});

/** Every provider by its id. */
export const providers = {
  aws: {
    title: "AWS",
    apiVersion: "infrastructure.cluster.x-k8s.io/v1beta2",
    ...kindsOf("AWS"),
    schema: aws,
    demanded: [],
    cloudController: { chart: fleetCharts.awsCloudController, template: "aws/cloud-controller.yaml" },
    patches: { all: ["templates/patches/cloud.yaml", "aws/patch.yaml"], controlPlane: [] },
    variables: { TALOS_API_CIDRS: "talosApiCidrs" },
    before: ["Make the instance profiles: `clusterawsadm bootstrap iam create-cloudformation-stack`."],
  },
  azure: {
    title: "Azure",
    apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1",
    ...kindsOf("Azure"),
    schema: azure,
    demanded: [],
    cloudController: talosController,
    patches: { all: ["templates/patches/cloud.yaml"], controlPlane: ["templates/patches/talos-api.yaml"] },
    variables: {
      SUBSCRIPTION_ID: "subscriptionId",
      TENANT_ID: "tenantId",
      CLIENT_ID: "clientId",
      IMAGE_GALLERY: "imageGallery",
      IMAGE_NAME: "imageName",
    },
    before: [
      "Azure and Talos together are unproven: neither project tests Cluster API's provider of Azure with Talos.",
      "Federate the workload identity with the service account of the provider in the management cluster.",
    ],
  },
  gcp: {
    title: "Google Cloud",
    apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1",
    ...kindsOf("GCP"),
    schema: gcp,
    demanded: ["project"],
    cloudController: talosController,
    patches: { all: ["templates/patches/cloud.yaml"], controlPlane: ["templates/patches/talos-api.yaml"] },
    variables: { PROJECT: "project", IMAGE_FAMILY: "imageFamily" },
    before: [
      "Google Cloud and Talos together are unproven: neither project tests Cluster API's provider of Google Cloud with Talos.",
      "Upload the image of Talos to the project, into the family that the values name.",
    ],
  },
  proxmox: {
    title: "Proxmox VE",
    apiVersion: "infrastructure.cluster.x-k8s.io/v1alpha2",
    ...kindsOf("Proxmox"),
    schema: proxmox,
    demanded: ["addresses", "gateway", "endpoint"],
    patches: { all: ["proxmox/patch.yaml"], controlPlane: ["proxmox/control-plane-patch.yaml"] },
    variables: {
      ADDRESSES: "addresses",
      GATEWAY: "gateway",
      ENDPOINT: "endpoint",
      PREFIX: "prefix",
      DNS_SERVERS: "dnsServers",
      BRIDGE: "bridge",
      LINK: "link",
      TEMPLATE_TAGS: "templateTags",
      CREDENTIALS_SECRET: "credentialsSecret",
    },
    before: [
      "Make a VM template of Talos' nocloud image, with exactly the tags that the values name.",
      "Make the Secret that the values name, with url (without /api2/json), token and secret of the Proxmox API.",
    ],
  },
} as const satisfies Readonly<Record<ProviderId, Provider>>;

/** Values of a machine's spec that differ between the control plane and the workers. */
export interface MachineVariables {
  readonly values: Readonly<Record<string, unknown>>;
  readonly instanceType: string | undefined;
  readonly cpu: number;
  readonly memoryGiB: number;
  readonly role: "controlPlane" | "worker";
}

/** What a provider's machine.yaml is filled with beside the provider's and the common variables. */
export function machineVariables(id: ProviderId, machine: MachineVariables): Variables {
  const { values, instanceType = "", cpu, memoryGiB, role } = machine;
  if (id === "proxmox") return { CPU: cpu, MEMORY_MIB: memoryGiB * 1024 };
  if (id !== "aws") return { INSTANCE_TYPE: instanceType };
  const ami = String(values["ami"]);
  return {
    INSTANCE_TYPE: instanceType,
    AMI: ami === "" ? {} : { id: ami },
    INSTANCE_PROFILE: String(values[`${role}InstanceProfile`]),
  };
}
