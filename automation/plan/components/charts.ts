/** Components that Helm charts install, and what their values say of them. */

import { chartsWithHooks, componentOfChart, gatewayApiOfEnvoyGateway } from "../../../model/compatibility";
import type { ComponentName, FoundComponent } from "../../../model/compatibility";
import type { Property } from "../../../policypack/lib/property";
import { any, not } from "../../../policypack/lib/truth";
import type { Truth } from "../../../policypack/lib/truth";
import type { PlannedResource } from "../types";
import { textOf } from "./view";
import type { View } from "./view";

const V4_CHART = "kubernetes:helm.sh/v4:Chart";
const chartTypes = [V4_CHART, "kubernetes:helm.sh/v3:Release", "kubernetes:helm.sh/v3:Chart"];

/** One chart that is installed. */
interface Chart {
  readonly view: View;
  readonly name: string;
  readonly version: string | undefined;
  readonly values: Property;
  /** Values may also come from files, which the plan does not read. */
  readonly hasValueFiles: boolean;
}

/** A way of using a component: there, not there, or unknown because of a value. */
interface Facet {
  readonly name: ComponentName;
  readonly there: Truth;
  /** The value that decides. */
  readonly decidedBy: string;
  /** @default the version of the chart */
  readonly version?: string | undefined;
}

/** The components of every chart. */
export function findCharts(views: readonly View[]): FoundComponent[] {
  const byUrn = new Map(views.map(({ resource }) => [resource.urn, resource]));
  return views.flatMap((view) => {
    const chart = chartOf(view);
    if (chart === undefined) return [];
    const source = view.resource.urn;
    const name = componentOfChart(chart.name);
    return [
      ...(name === undefined ? [] : [{ name, version: chart.version, source }]),
      ...(facetsByChart[chart.name]?.(chart) ?? []).flatMap((facet) => found(facet, chart)),
      ...withoutHooks(chart, byUrn),
    ];
  });
}

function chartOf(view: View): Chart | undefined {
  const { resource, inputs } = view;
  if (!chartTypes.includes(resource.type)) return undefined;
  const name = textOf(inputs.child("chart"))?.replace(/\/$/, "").split("/").at(-1);
  if (name === undefined) return undefined;
  return {
    view,
    name,
    version: textOf(inputs.child("version")),
    values: inputs.child("values"),
    hasValueFiles: inputs.child("valueYamlFiles").state !== "absent",
  };
}

function found({ name, there, decidedBy, ...facet }: Facet, chart: Chart): FoundComponent[] {
  if (there === false) return [];
  const version = "version" in facet ? facet.version : chart.version;
  const unsure = there === undefined ? { unsure: `\`${decidedBy}\` of the chart ${chart.name}` } : {};
  return [{ name, version, source: chart.view.resource.urn, ...unsure }];
}

/** An answer about a value; nobody knows it where it may stand in a file of values. */
function ask({ values, hasValueFiles }: Chart, path: string, question: (value: Property) => Truth): Truth {
  const value = values.at(path);
  return hasValueFiles && value.state === "absent" ? undefined : question(value);
}

function isOn(chart: Chart, path: string, standard: boolean): Truth {
  return ask(chart, path, (value) => value.is(true, standard));
}

function isGiven(chart: Chart, path: string): Truth {
  return ask(chart, path, (value) => value.given());
}

const facetsByChart: Readonly<Record<string, (chart: Chart) => Facet[]>> = {
  karpenter: (chart) => {
    const path = "settings.interruptionQueue";
    return [{ name: "karpenter-interruption", there: isGiven(chart, path), decidedBy: path }];
  },
  "gpu-operator": (chart) => [
    {
      name: "gpu-operator-device-plugin",
      there: isOn(chart, "devicePlugin.enabled", true),
      decidedBy: "devicePlugin.enabled",
    },
    { name: "gpu-operator-driver", there: isOn(chart, "driver.enabled", true), decidedBy: "driver.enabled" },
  ],
  cilium: (chart) => {
    const path = "gatewayAPI.enabled";
    return [{ name: "cilium-gateway", there: isOn(chart, path, false), decidedBy: path }];
  },
  "gateway-helm": (chart) => {
    const version = gatewayApiOfEnvoyGateway[/^v?(\d+\.\d+)\./.exec(chart.version ?? "")?.[1] ?? ""];
    const skipped = chart.view.inputs.child("skipCrds").is(true, false);
    const there = not(any(skipped, not(isOn(chart, "crds.enabled", true))));
    return [{ name: "gateway-api-crds", there, decidedBy: "crds.enabled", version }];
  },
  loki: (chart) => {
    const mode = (name: string): Truth => ask(chart, "deploymentMode", (value) => value.oneOf([name], false));
    return [
      { name: "loki-single-binary", there: mode("SingleBinary"), decidedBy: "deploymentMode" },
      { name: "loki-monolithic", there: mode("Monolithic"), decidedBy: "deploymentMode" },
    ];
  },
  tempo: (chart) => {
    const removed = ["tempo.ingester", "tempo.compactor", "tempo.memBallastSizeMbs"];
    const there = any(...removed.map((path) => isGiven(chart, path)));
    return [{ name: "tempo-removed-values", there, decidedBy: "tempo.ingester" }];
  },
  "llm-d-router-gateway": removedRouterValues,
  "llm-d-router-standalone": removedRouterValues,
};

function removedRouterValues(chart: Chart): Facet[] {
  const there = any(isGiven(chart, "inferenceExtension"), isGiven(chart, "inferencePool"));
  return [{ name: "llm-d-router-removed-values", there, decidedBy: "inferenceExtension" }];
}

/** Only a provider that renders manifests writes the hooks of a `helm.v4.Chart`, and only when it is told to. */
function withoutHooks(chart: Chart, byUrn: ReadonlyMap<string, PlannedResource>): FoundComponent[] {
  const { resource, inputs } = chart.view;
  const work = chartsWithHooks[chart.name];
  if (resource.type !== V4_CHART || work === undefined) return [];
  const provider = resource.provider === undefined ? undefined : byUrn.get(resource.provider);
  const renders = provider !== undefined && "renderYamlToDirectory" in provider.wire;
  const keeps = renders ? inputs.child("includeHooks").is(true, false) : false;
  const subject = `${work} of ${chart.name}`;
  const facet: Facet = { name: "chart-without-hooks", there: not(keeps), decidedBy: "includeHooks" };
  return found(facet, chart).map((component) => ({ ...component, subject }));
}
