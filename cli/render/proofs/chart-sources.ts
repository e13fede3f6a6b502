/** No chart comes from a source that gets no new versions any more, and each in one version. */

import { deadSourceOf } from "../../../model/fleet/chart-versions";
import { partOf, textOf, titleOf } from "./objects";
import type { Path, Proof, TreeObject } from "./objects";
import type { Problem } from "./problem";

/** One version, such as `1.2.3`, `v1.2.3-rc.1`; no range, no `latest`. */
const oneVersion = /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;

const sourceKinds: ReadonlySet<string> = new Set(["HelmRepository", "OCIRepository", "GitRepository"]);

/** Sources that are dead, and versions that float. */
export const proveChartSources: Proof = ({ objects }) =>
  objects.flatMap((object) => {
    const kind = textOf(object.value, "kind");
    if (sourceKinds.has(kind)) return [...sourceProblems(object, kind)];
    if (kind !== "HelmRelease" || partOf(object.value, "spec", "chart") === undefined) return [];
    const path = ["spec", "chart", "spec", "version"];
    return [...floating(object, path)];
  });

function* sourceProblems(object: TreeObject, kind: string): Generator<Problem> {
  const url = textOf(object.value, "spec", "url");
  const dead = deadSourceOf(url);
  if (dead !== undefined)
    yield at(object, ["spec", "url"], `${titleOf(object)} is ${url}. ${dead.reason} Use ${dead.instead}.`);
  if (kind === "OCIRepository") yield* floating(object, ["spec", "ref", "tag"]);
  if (kind === "OCIRepository" && textOf(object.value, "spec", "layerSelector", "operation") !== "copy")
    yield at(
      object,
      ["spec"],
      `${titleOf(object)} has no layerSelector, so Flux unpacks the chart's first layer as files. Select the layer of the chart with \`operation: copy\`.`,
    );
}

function* floating(object: TreeObject, path: Path): Generator<Problem> {
  const version = textOf(object.value, ...path);
  if (oneVersion.test(version)) return;
  const found = version === "" ? "no version" : `the version "${version}"`;
  yield at(
    object,
    path,
    `${titleOf(object)} has ${found}, which names no single release. Name one, such as 1.2.3.`,
  );
}

function at(object: TreeObject, path: Path, message: string): Problem {
  return { proof: "chart-sources", file: object.file, line: object.line(path), message };
}
