/** The pure core: a request and the templates become the files of a cluster. */

import { createHash } from "node:crypto";
import { PlinthError } from "../../model/errors";
import { bundleName, fluxSource, recipes, sourcesBundle, withDependencies } from "../../model/fleet/recipes";
import type { RecipeId } from "../../model/fleet/recipes";
import { routedRecipes, routesBundle, routesPath } from "../../model/k8s/sso/routes";
import { fleetCharts, kubernetesPatches } from "../../model/fleet/versions";
import { fleetFiles } from "./fleet-files";
import type { FleetFiles } from "./fleet-files";
import { withGateway } from "./gateway";
import { lockFile } from "./lock";
import { chooseMachine } from "./machines";
import type { Machine } from "./machines";
import { machineVariables, providers } from "./providers";
import type { Provider } from "./providers";
import { readme } from "./readme";
import type { CommonValues, RenderRequest } from "./request";
import { withRouter } from "./router";
import { withSso, withRoutes } from "./sso";
import { fillTemplate, fillValue, templateError, toYaml } from "./template";
import type { TemplateValue, Variables } from "./template";

/** The files of a cluster: text by path from the output folder, with `/`. */
export type RenderedTree = ReadonlyMap<string, string>;

/** Machines that were chosen. */
export interface ChosenMachines {
  readonly controlPlane: Machine;
  readonly worker: Machine;
}

/** Template of every file of a cluster but those of its provider. */
const commonFiles: Readonly<Record<string, string>> = {
  "cluster/00-namespace.yaml": "templates/00-namespace.yaml",
  "cluster/cluster.yaml": "templates/cluster.yaml",
  "cluster/control-plane.yaml": "templates/control-plane.yaml",
  "cluster/workers.yaml": "templates/workers.yaml",
  "addons/cilium/release.yaml": "cilium/release.yaml",
  "addons/gateway/release.yaml": "gateway/release.yaml",
};

/** Renders a cluster: the same files for the same request, always. */
export function renderCluster(request: RenderRequest, files: FleetFiles = fleetFiles()): RenderedTree {
  const provider: Provider = providers[request.provider];
  const machines = machinesOf(request, files);
  const filler = new Filler(files, baseVariables(request, provider));
  addMachines(filler, request, provider, machines);
  const tree = new Map<string, string>();
  for (const [path, template] of Object.entries(commonFiles)) tree.set(path, filler.text(template));
  tree.set("addons/gateway/workload/gateway.yaml", filler.text(gatewayTemplate(request.values)));
  tree.set("cluster/infrastructure.yaml", filler.text(`${request.provider}/overlay.yaml`));
  if (provider.cloudController !== undefined)
    tree.set("addons/cloud-controller/release.yaml", filler.text(provider.cloudController.template));
  filler.demandAllUsed(request.provider, provider);
  for (const [path, text] of recipeFiles(filler, request.values)) tree.set(path, text);
  tree.set("README.md", readme(request, provider, machines));
  const sorted = new Map([...tree].sort(([one], [other]) => (one < other ? -1 : 1)));
  return sorted.set("plinth-lock.json", lockFile(request, machines, sorted));
}

/** A cluster has one gateway: that of the recipe, or else an open one. */
function gatewayTemplate({ recipes: wanted }: Pick<CommonValues, "recipes">): string {
  return `gateway/workload/${withDependencies(wanted).includes("gateway") ? "class" : "gateway"}.yaml`;
}

/** The machines of a request. */
export function machinesOf({ provider, values }: RenderRequest, files: FleetFiles): ChosenMachines {
  const choose = (cpu: number, memoryGiB: number): Machine => {
    const machine = chooseMachine(provider, { cpu, memoryGiB }, files);
    if (typeof machine !== "string") return machine;
    throw new PlinthError("render-input-invalid", machine);
  };
  return {
    controlPlane: choose(values.controlPlaneCpu, values.controlPlaneMemoryGiB),
    worker: choose(values.cpu, values.memoryGiB),
  };
}

/** Fills templates and knows which variables were used. */
class Filler {
  private readonly used = new Set<string>();

  constructor(
    private readonly files: FleetFiles,
    private readonly variables: Record<string, TemplateValue>,
  ) {}

  add(more: Variables): void {
    Object.assign(this.variables, more);
  }

  text(path: string, more: Variables = {}): string {
    const filled = fillTemplate(this.template(path), { ...this.variables, ...more });
    for (const name of filled.used) this.used.add(name);
    return filled.text;
  }

  value(path: string, more: Variables = {}): TemplateValue {
    const filled = fillValue(this.template(path), { ...this.variables, ...more });
    for (const name of filled.used) this.used.add(name);
    return filled.value;
  }

  /** A value that nothing reads would be a promise that nobody keeps. */
  demandAllUsed(id: string, { variables }: Provider): void {
    const unused = Object.keys(this.variables).find((name) => !this.used.has(name));
    if (unused === undefined) return;
    const path = `${id}/values.example.yaml`;
    const lines = (this.files.get(path) ?? "").split("\n");
    const line = lines.findIndex((text) => text.startsWith(`${variables[unused] ?? ""}:`)) + 1;
    throw templateError(`fleet/clusters/${path}`, line, `The variable \${${unused}} is used by no template.`);
  }

  private template(path: string): { path: string; text: string } {
    const text = this.files.get(path);
    if (text !== undefined) return { path: `fleet/clusters/${path}`, text };
    throw templateError(`fleet/clusters/${path}`, 1, "There is no such template.");
  }
}

function baseVariables({ values }: RenderRequest, provider: Provider): Record<string, TemplateValue> {
  const own = Object.entries(provider.variables).map(([name, key]) => [name, values[key] as TemplateValue]);
  const { cloudController } = provider;
  return {
    CLUSTER_NAME: values.name,
    NAMESPACE: values.namespace,
    REGION: values.region,
    K8S_MINOR: values.kubernetes,
    K8S_VERSION: kubernetesPatches[values.kubernetes],
    TALOS_VERSION: values.talos,
    CP_COUNT: values.controlPlanes,
    WORKER_COUNT: values.workers,
    DISK_GIB: values.diskGiB,
    POD_CIDR: values.podCidr,
    SERVICE_CIDR: values.serviceCidr,
    INFRA_API_VERSION: provider.apiVersion,
    INFRA_CLUSTER_KIND: provider.clusterKind,
    INFRA_MACHINE_TEMPLATE_KIND: provider.machineTemplateKind,
    CILIUM_CHART: fleetCharts.cilium.source,
    CILIUM_VERSION: fleetCharts.cilium.version,
    GATEWAY_CHART: fleetCharts.envoyGateway.source,
    GATEWAY_VERSION: fleetCharts.envoyGateway.version,
    ...(cloudController === undefined
      ? {}
      : {
          CLOUD_CONTROLLER_CHART: cloudController.chart.source,
          CLOUD_CONTROLLER_VERSION: cloudController.chart.version,
        }),
    ...(Object.fromEntries(own) as Record<string, TemplateValue>),
  };
}

/** Specs of machines and patches of Talos, and the names that carry the hashes of what they are names of. */
function addMachines(
  filler: Filler,
  { provider: id, values }: RenderRequest,
  { patches }: Provider,
  machines: ChosenMachines,
): void {
  const spec = (role: "controlPlane" | "worker"): TemplateValue => {
    const { name: instanceType, cpu, memoryGiB } = machines[role];
    return filler.value(
      `${id}/machine.yaml`,
      machineVariables(id, { values, instanceType, cpu, memoryGiB, role }),
    );
  };
  const texts = (paths: readonly string[]): string[] => paths.map((path) => toYaml(filler.value(path)));
  const worker = texts(["templates/patches/common.yaml", ...patches.all]);
  const specs = { controlPlane: spec("controlPlane"), worker: spec("worker") };
  filler.add({
    PROVIDER_SPEC_CP: specs.controlPlane,
    PROVIDER_SPEC_WORKER: specs.worker,
    CONTROL_PLANE_PATCHES: [...worker, ...texts(patches.controlPlane)],
    WORKER_PATCHES: worker,
    CP_TEMPLATE_NAME: `${values.name}-control-plane-${hashOf(specs.controlPlane)}`,
    WORKER_TEMPLATE_NAME: `${values.name}-workers-${hashOf(specs.worker)}`,
    WORKER_CONFIG_NAME: `${values.name}-workers-${hashOf([values.talos, worker])}`,
  });
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 8);
}

/** The Kustomizations of the recipes, and of the chart sources that they all need. */
function recipeFiles(filler: Filler, values: CommonValues): readonly (readonly [string, string])[] {
  const ids = withDependencies(values.recipes);
  if (ids.length === 0) return [];
  const file = (name: string, path: string, dependsOn: readonly string[]): string =>
    filler.text("templates/recipe.yaml", {
      RECIPE_NAME: name,
      RECIPE_PATH: `./${path}`,
      RECIPE_DEPENDS_ON: dependsOn.map((one) => ({ name: one })),
      FLUX_NAMESPACE: fluxSource.namespace,
      FLUX_SOURCE_KIND: fluxSource.kind,
      FLUX_SOURCE_NAME: fluxSource.name,
    });
  return [
    [`recipes/${sourcesBundle.name}.yaml`, file(sourcesBundle.name, sourcesBundle.path, [])],
    ...ids.map((id) => {
      const dependsOn = [sourcesBundle.name, ...recipes[id].dependsOn.map(bundleName)];
      const text = file(bundleName(id), recipes[id].path, dependsOn);
      return [`recipes/${id}.yaml`, withChanges(id, text, values)] as const;
    }),
    ...routedOf(ids).map((id) => {
      const dependsOn = [bundleName("sso"), bundleName(id)];
      const text = file(routesBundle(id), routesPath(id), dependsOn);
      return [`recipes/${routesBundle(id)}.yaml`, withRoutes(id, text, values)] as const;
    }),
  ];
}

/** The recipes of a cluster whose services are reached: only behind the sign-on. */
function routedOf(ids: readonly RecipeId[]): readonly RecipeId[] {
  return ids.includes("sso") ? routedRecipes.filter((id) => ids.includes(id)) : [];
}

/** A recipe's Kustomization with what is the cluster's own. */
function withChanges(id: RecipeId, text: string, values: CommonValues): string {
  if (id === "router") return withRouter(text, values);
  if (id === "sso") return withSso(text, values);
  return id === "gateway" ? withGateway(text, values) : text;
}
