/** How each program of the control plane is built from its Go module. */

import { createHash } from "node:crypto";
import { controlPlaneVersions } from "../../../model/versions";

/** Programs of the control plane, and what speaks to it. */
export const programNames = [
  "etcd",
  "kwok",
  "kubectl",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
] as const;

/** Name of one program. */
export type ProgramName = (typeof programNames)[number];

/** One module, and the programs that are built from it. */
export interface Recipe {
  /** Name of the folder that it is built in: module, version, and a hash of all that the build depends on. */
  readonly folder: string;
  /** Text of a go.mod that asks for the module. The versions of what that needs follow from it, and from nothing else. */
  readonly goMod: string;
  /** Arguments of `go build` that all programs share. */
  readonly flags: readonly string[];
  /** Package of each program. */
  readonly packages: Partial<Readonly<Record<ProgramName, string>>>;
}

/** Oldest Go that the modules ask for. */
const goVersion = "1.26.0";

/** Modules that live in Kubernetes' own repository, which its go.mod takes from there and a user of it must name. */
const stagingModules = [
  "api",
  "apiextensions-apiserver",
  "apimachinery",
  "apiserver",
  "cli-runtime",
  "client-go",
  "cloud-provider",
  "cluster-bootstrap",
  "code-generator",
  "component-base",
  "component-helpers",
  "controller-manager",
  "cri-api",
  "cri-client",
  "cri-streaming",
  "csi-translation-lib",
  "dynamic-resource-allocation",
  "endpointslice",
  "externaljwt",
  "kms",
  "kube-aggregator",
  "kube-controller-manager",
  "kube-proxy",
  "kube-scheduler",
  "kubectl",
  "kubelet",
  "metrics",
  "mount-utils",
  "pod-security-admission",
  "sample-apiserver",
  "sample-cli-plugin",
  "sample-controller",
  "streaming",
];

function recipe(
  name: string,
  version: string,
  module: string,
  packages: Recipe["packages"],
  { replace = [], linkerFlags = [] }: { replace?: readonly string[]; linkerFlags?: readonly string[] } = {},
): Recipe {
  const goMod = [
    `module plinth.test/${name}`,
    `go ${goVersion}`,
    `require ${module} v${version}`,
    ...replace.map((line) => `replace ${line}`),
  ].join("\n\n");
  // Without symbols the programs are a third smaller.
  const flags = ["-mod=mod", "-trimpath", `-ldflags=${["-s", "-w", ...linkerFlags].join(" ")}`];
  const hash = createHash("sha256")
    .update(JSON.stringify([goMod, flags, packages]))
    .digest("hex");
  return { folder: `${name}-${version}-${hash.slice(0, 8)}`, goMod: `${goMod}\n`, flags, packages };
}

function kubernetes(version: string): Recipe {
  const [major, minor] = version.split(".");
  const names = ["kubectl", "kube-scheduler", "kube-controller-manager", "kube-apiserver"] as const;
  const stagingVersion = `v${version.replace(/^1\./, "0.")}`;
  return recipe(
    "kubernetes",
    version,
    "k8s.io/kubernetes",
    Object.fromEntries(names.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`])),
    {
      replace: stagingModules.map((name) => `k8s.io/${name} => k8s.io/${name} ${stagingVersion}`),
      // A module carries no version of its own; without these the API server would call itself v0.0.0.
      linkerFlags: [`gitVersion=v${version}`, `gitMajor=${major}`, `gitMinor=${minor}`].map(
        (assignment) => `-X k8s.io/component-base/version.${assignment}`,
      ),
    },
  );
}

/** Every recipe, the shortest build first. */
export const recipes: readonly Recipe[] = [
  recipe("etcd", controlPlaneVersions.etcd, "go.etcd.io/etcd/server/v3", {
    etcd: "go.etcd.io/etcd/server/v3",
  }),
  recipe("kwok", controlPlaneVersions.kwok, "sigs.k8s.io/kwok", { kwok: "sigs.k8s.io/kwok/cmd/kwok" }),
  kubernetes(controlPlaneVersions.kubernetes),
];
