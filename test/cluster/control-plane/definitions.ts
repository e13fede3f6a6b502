/** Definitions of custom resources, from the Go modules of what defines them. */

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { programsNamed } from "../../../automation/engine/find-program";
import { lastLines, run } from "../../../automation/process";
import { gatewayApiOfEnvoyGateway } from "../../../model/compatibility";
import { clusterApiVersions, fleetCharts, fluxControllers } from "../../../model/fleet/versions";
import { cacheFolder, goEnvironment } from "./install";

/** One module that defines kinds. */
interface DefinitionModule {
  readonly module: string;
  readonly version: string;
  /** Folder of its definitions. */
  readonly folder: string;
}

const bases = "config/crd/bases";
const gatewayMinor = fleetCharts.envoyGateway.version.split(".").slice(0, 2).join(".");

/** Every module that a public module proxy has, in the versions that clusters are rendered for. */
export const definitionModules: readonly DefinitionModule[] = [
  { module: "sigs.k8s.io/cluster-api", version: clusterApiVersions.core, folder: `core/${bases}` },
  { module: "sigs.k8s.io/cluster-api-provider-aws/v2", version: clusterApiVersions.aws, folder: bases },
  { module: "sigs.k8s.io/cluster-api-provider-azure", version: clusterApiVersions.azure, folder: bases },
  { module: "sigs.k8s.io/cluster-api-provider-gcp", version: clusterApiVersions.gcp, folder: bases },
  {
    module: "github.com/ionos-cloud/cluster-api-provider-proxmox",
    version: clusterApiVersions.proxmox,
    folder: bases,
  },
  {
    module: "github.com/siderolabs/cluster-api-bootstrap-provider-talos",
    version: clusterApiVersions.talosBootstrap,
    folder: bases,
  },
  { module: "github.com/fluxcd/source-controller", version: fluxControllers.source, folder: bases },
  { module: "github.com/fluxcd/kustomize-controller", version: fluxControllers.kustomize, folder: bases },
  {
    module: "sigs.k8s.io/gateway-api",
    version: gatewayApiOfEnvoyGateway[gatewayMinor] ?? "",
    folder: "config/crd/standard",
  },
];

/** What could be had. */
export interface Definitions {
  /** File of each definition by its kind, as `<group>/<kind>`. */
  readonly files: ReadonlyMap<string, string>;
  /** Why a module's definitions are not there, one sentence each. */
  readonly problems: readonly string[];
}

/** The definitions of every module that can be had; each is fetched once. */
export async function installDefinitions(write: (line: string) => void): Promise<Definitions> {
  const files = new Map<string, string>();
  const problems: string[] = [];
  for (const one of definitionModules) {
    const folder = await fetchDefinitions(one, write);
    if ("problem" in folder) problems.push(folder.problem);
    else
      for (const name of readdirSync(folder.found))
        for (const kind of kindsIn(readFileSync(join(folder.found, name), "utf8")))
          files.set(kind, join(folder.found, name));
  }
  return { files, problems };
}

async function fetchDefinitions(
  one: DefinitionModule,
  write: (line: string) => void,
): Promise<{ found: string } | { problem: string }> {
  const source = `${one.module}@v${one.version}`;
  const hash = createHash("sha256").update(`${source}/${one.folder}`).digest("hex").slice(0, 8);
  const name =
    one.module
      .replace(/\/v\d+$/, "")
      .split("/")
      .at(-1) ?? "";
  const target = join(cacheFolder(), "definitions", `${name}-${one.version}-${hash}`);
  if (existsSync(target)) return { found: target };
  const [go] = programsNamed("go");
  if (go === undefined) return { problem: `${source} is not fetched, because Go is not on PATH.` };
  mkdirSync(join(target, ".."), { recursive: true });
  write(`Fetching the definitions of ${source}`);
  const { stdout, stderr } = await run(go, ["mod", "download", "-json", source], {
    cwd: join(target, ".."),
    env: goEnvironment,
    timeoutSeconds: 300,
  });
  const { Dir } = (stdout === "" ? {} : JSON.parse(stdout)) as { Dir?: string };
  if (Dir === undefined)
    return { problem: `${source} cannot be had: ${lastLines(stderr, 1).join("") || "no answer"}.` };
  const aside = `${target}.${process.pid}`;
  mkdirSync(aside);
  for (const file of readdirSync(join(Dir, one.folder)))
    if (file.endsWith(".yaml")) copyFileSync(join(Dir, one.folder, file), join(aside, file));
  // Somebody else may have been faster.
  if (existsSync(target)) rmSync(aside, { recursive: true });
  else renameSync(aside, target);
  return { found: target };
}

/** Kinds that a file defines. Reading it as YAML would take longer than all the rest. */
function kindsIn(text: string): string[] {
  if (!text.includes("\nkind: CustomResourceDefinition\n")) return [];
  const group = /^ {2}group: (\S+)$/m.exec(text)?.[1];
  const kind = /^ {4}kind: (\w+)$/m.exec(text)?.[1];
  return group === undefined || kind === undefined ? [] : [`${group}/${kind}`];
}
