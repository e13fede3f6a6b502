/**
 * The same clusters for Helm and for Kustomize, made from what we render: of each variant one cluster with marks in the
 * places of its name and its number of workers.
 *
 * The chart has every file of every variant as a template, which goes through the clusters of its variant in the values.
 * Kustomize has a base for each variant, and for each cluster an overlay that patches every field that holds a mark.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { renderCluster } from "../../../cli/render/cluster";
import { requestOf } from "../../../cli/render/up";
import { variantIds, workOf } from "./work";
import type { Work } from "./work";

const markedName = "zq-name";
const markedWorkers = 19;

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The files of a variant with marks. */
const marked = new Map(
  variantIds.map((variant) => {
    const tree = renderCluster(requestOf(workOf(variant, markedName, markedWorkers).options));
    return [variant, [...tree].filter(([path]) => path.endsWith(".yaml"))];
  }),
);

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Writes the chart. */
export function writeChart(folder: string): void {
  write(join(folder, "Chart.yaml"), stringify({ apiVersion: "v2", name: "fleet", version: "1.0.0" }));
  for (const [variant, files] of marked)
    for (const [path, text] of files) {
      const body = text
        .replaceAll("{{", '{{ "{{" }}')
        .replaceAll(markedName, "{{ .name }}")
        .replaceAll(`replicas: ${markedWorkers}`, "replicas: {{ .workers }}");
      const template = `{{- range (index .Values.clusters "${variant}") }}\n---\n${body}{{- end }}\n`;
      write(join(folder, "templates", variant, path.replaceAll("/", "-")), template);
    }
}

/** The chart's values for clusters. */
export function valuesOf(work: readonly Work[]): string {
  const clusters = Object.fromEntries(
    variantIds.map((variant) => [
      variant,
      work.filter((one) => one.variant === variant).map(({ name, workers }) => ({ name, workers })),
    ]),
  );
  return JSON.stringify({ clusters });
}

/** Writes the bases, and an overlay for each cluster in a folder of its name. */
export function writeOverlays(folder: string, work: readonly Work[]): void {
  for (const [variant, files] of marked) {
    const base = join(folder, "bases", variant);
    for (const [path, text] of files) write(join(base, path), text);
    write(join(base, "kustomization.yaml"), stringify({ resources: files.map(([path]) => path) }));
  }
  for (const one of work) write(join(folder, one.name, "kustomization.yaml"), stringify(overlayOf(one)));
}

function overlayOf({ variant, name, workers }: Work): unknown {
  const objects = (marked.get(variant) ?? []).flatMap(([, text]) =>
    parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject),
  );
  const patches = objects.flatMap((object) => {
    const operations = [...operationsOf(object, "", name, workers)];
    if (operations.length === 0) return [];
    const { kind, metadata } = object;
    const target = { kind, name: metadata.name, namespace: metadata.namespace };
    return [{ target, options: { allowNameChange: true }, patch: stringify(operations) }];
  });
  return { resources: [`../bases/${variant}`], patches };
}

interface Operation {
  readonly op: "replace";
  readonly path: string;
  readonly value: unknown;
}

function* operationsOf(value: unknown, path: string, name: string, workers: number): Generator<Operation> {
  if (typeof value === "string" && value.includes(markedName))
    yield { op: "replace", path, value: value.replaceAll(markedName, name) };
  else if (value === markedWorkers && path.endsWith("/replicas"))
    yield { op: "replace", path, value: workers };
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      const step = key.replaceAll("~", "~0").replaceAll("/", "~1");
      yield* operationsOf(inner, `${path}/${step}`, name, workers);
    }
}
