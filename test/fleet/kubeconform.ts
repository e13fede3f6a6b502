/** Validation of manifests against the schemas of every kind, where both the tool and the schemas are there. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** Why manifests cannot be validated here; `undefined` where they can. */
export function whyNotValidated(): string | undefined {
  const schemas = process.env.PLINTH_SCHEMAS;
  if (schemas === undefined) return "PLINTH_SCHEMAS names no folder of schemas";
  if (!existsSync(schemas)) return `PLINTH_SCHEMAS names ${schemas}, which is not there`;
  return spawnSync("kubeconform", ["-v"]).error === undefined ? undefined : "kubeconform is not on PATH";
}

/** What kubeconform says of folders of the repository, strict and with no kind skipped; empty where all is valid. */
export function validate(folders: readonly string[], kubernetes: string): string {
  const schemas = process.env.PLINTH_SCHEMAS ?? "";
  const locations = [
    "_k8s/{{.NormalizedKubernetesVersion}}-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json",
    "{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json",
  ].flatMap((location) => ["-schema-location", `${schemas}/${location}`]);
  const result = spawnSync(
    "kubeconform",
    ["-strict", "-kubernetes-version", kubernetes, ...locations, ...folders],
    {
      cwd: join(__dirname, "..", ".."),
      encoding: "utf8",
    },
  );
  return result.stdout + result.stderr;
}
