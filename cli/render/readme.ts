/** README.md of a cluster: what it is, and the commands that apply it. */

import { routerImageIn, routerTag } from "../../model/k8s/router";
import { clusterApiVersions, fluxVersion, kubernetesPatches } from "../../model/fleet/versions";
import type { ChosenMachines } from "./cluster";
import type { Machine } from "./machines";
import type { Provider } from "./providers";
import type { RenderRequest } from "./request";

/** A machine in words. */
export function machineWords({ name, cpu, memoryGiB }: Machine): string {
  const size = `${cpu} CPUs, ${memoryGiB} GiB`;
  return name === undefined ? size : `${name} (${size})`;
}

/** The text of the README. */
export function readme(request: RenderRequest, provider: Provider, machines: ChosenMachines): string {
  const { name, kubernetes, talos, region, controlPlanes, workers, recipes } = request.values;
  const lines = [
    `# ${name}`,
    "",
    `A Kubernetes ${kubernetesPatches[kubernetes]} cluster of Talos ${talos} on ${provider.title}, ${region}.`,
    "It was rendered by `./plinth render up`; nothing was applied.",
    "Edit nothing here: render again, and `plinth-lock.json` says what from.",
    "",
    "| machines | number | each |",
    "| --- | --- | --- |",
    `| control plane | ${controlPlanes} | ${machineWords(machines.controlPlane)} |`,
    `| workers | ${workers} | ${machineWords(machines.worker)} |`,
    "",
    ...commands(request, provider),
    ...(recipes.length === 0 ? [] : recipeCommands(request)),
  ];
  return `${lines.join("\n")}\n`;
}

function commands({ provider: id, values }: RenderRequest, provider: Provider): readonly string[] {
  const { core, talosBootstrap, talosControlPlane } = clusterApiVersions;
  const addons = [
    "cilium",
    "gateway",
    ...(provider.cloudController === undefined ? [] : ["cloud-controller"]),
  ];
  return [
    "## Once per management cluster",
    "",
    ...provider.before.map((sentence) => `- ${sentence}`),
    "",
    "```sh",
    `clusterctl init --core cluster-api:v${core} --bootstrap talos:v${talosBootstrap} --control-plane talos:v${talosControlPlane} \\`,
    `  --infrastructure ${id}:v${clusterApiVersions[id]}${id === "proxmox" ? " --ipam in-cluster" : ""}`,
    `flux install --version=v${fluxVersion}`,
    "```",
    "",
    "## The cluster",
    "",
    "In this folder, with the management cluster as the context of `kubectl`:",
    "",
    "```sh",
    "kubectl apply -f cluster",
    `kubectl apply ${addons.map((addon) => `-f addons/${addon}`).join(" ")}`,
    "```",
    "",
    "The addons wait for the cluster's kubeconfig; then the management cluster's Flux installs Cilium, and after it the others.",
    "",
    "```sh",
    // Outside of this folder, which is to be committed and rendered again.
    `clusterctl get kubeconfig ${values.name} --namespace ${values.namespace} > ${kubeconfigOf(values.name)}`,
    `kubectl --namespace ${values.namespace} wait helmrelease/${values.name}-envoy-gateway --for=condition=Ready --timeout=30m`,
    `kubectl --kubeconfig ${kubeconfigOf(values.name)} apply -f addons/gateway/workload`,
    "```",
    "",
  ];
}

function kubeconfigOf(name: string): string {
  return `~/.kube/${name}.yaml`;
}

function recipeCommands({ values: { name, recipes, registry = "" } }: RenderRequest): readonly string[] {
  const image = `${routerImageIn(registry)}:${routerTag}`;
  return [
    "## The recipes",
    "",
    ...(recipes.includes("router")
      ? [
          `The recipe router runs the image \`${image}\`, which must be there: build it from the repository and push it.`,
          "",
        ]
      : []),
    "Commit this folder to the Git repository that has the fleet folder of Plinth; Flux reads the recipes from there.",
    "",
    "```sh",
    `flux bootstrap git --kubeconfig ${kubeconfigOf(name)} --version=v${fluxVersion} \\`,
    "  --url=<the repository> --path=<this folder in the repository>/recipes",
    "```",
  ];
}
