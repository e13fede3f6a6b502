/** Which inputs an object was made of: the variables of its template, traced back to the values that fill them. */

import type { FleetFiles } from "../fleet-files";
import type { Lock } from "../lock";
import { providers } from "../providers";
import type { Provider } from "../providers";
import type { TreeObject } from "../proofs/objects";

/** Inputs that common variables are filled from. */
const common: Readonly<Record<string, readonly string[]>> = {
  CLUSTER_NAME: ["name"],
  NAMESPACE: ["namespace"],
  REGION: ["region"],
  K8S_MINOR: ["kubernetes"],
  K8S_VERSION: ["kubernetes"],
  TALOS_VERSION: ["talos"],
  CP_COUNT: ["controlPlanes"],
  WORKER_COUNT: ["workers"],
  DISK_GIB: ["diskGiB"],
  POD_CIDR: ["podCidr"],
  SERVICE_CIDR: ["serviceCidr"],
  INFRA_API_VERSION: ["provider"],
  INFRA_CLUSTER_KIND: ["provider"],
  INFRA_MACHINE_TEMPLATE_KIND: ["provider"],
  AMI: ["ami"],
};

type Role = "controlPlane" | "worker";

/** Inputs that differ between the control plane and the workers. */
const byRole: Readonly<Record<Role, Readonly<Record<string, readonly string[]>>>> = {
  controlPlane: {
    INSTANCE_TYPE: ["controlPlaneCpu", "controlPlaneMemoryGiB"],
    CPU: ["controlPlaneCpu"],
    MEMORY_MIB: ["controlPlaneMemoryGiB"],
    INSTANCE_PROFILE: ["controlPlaneInstanceProfile"],
  },
  worker: {
    INSTANCE_TYPE: ["cpu", "memoryGiB"],
    CPU: ["cpu"],
    MEMORY_MIB: ["memoryGiB"],
    INSTANCE_PROFILE: ["workerInstanceProfile"],
  },
};

/** The inputs of an object, in their order in the lock; none for one that no template of this version makes. */
export function inputsOf(
  object: TreeObject,
  { lock, objects, files }: { lock: Lock; objects: readonly TreeObject[]; files: FleetFiles },
): readonly string[] {
  if (object.file.startsWith("recipes/"))
    return known(lock, [
      "recipes",
      ...(object.file === "recipes/router.yaml" ? ["registry", "upstreamUrl"] : []),
      ...(/^recipes\/(?:gateway|sso|routes-[^/]+)\.yaml$/.test(object.file) ? ["domain"] : []),
    ]);
  const provider: Provider = providers[lock.provider];
  const text = documentOf(object, objects, files.get(templateOf(object.file, lock.provider, provider)) ?? "");
  const trace = new Trace(lock.provider, provider, files);
  return known(
    lock,
    trace.inputs(text, object.file === "cluster/control-plane.yaml" ? "controlPlane" : "worker"),
  );
}

function known({ inputs }: Lock, keys: readonly string[]): readonly string[] {
  return ["provider", ...Object.keys(inputs)].filter((key) => keys.includes(key));
}

/** Path of the template that a file is filled from. */
function templateOf(file: string, id: string, { cloudController }: Provider): string {
  if (file === "cluster/infrastructure.yaml") return `${id}/overlay.yaml`;
  if (file === "addons/cloud-controller/release.yaml") return cloudController?.template ?? "";
  return file.replace(/^cluster\//, "templates/").replace(/^addons\//, "");
}

/** The document of a template that an object stands in the place of. */
function documentOf(object: TreeObject, objects: readonly TreeObject[], template: string): string {
  const place = objects.filter(({ file }) => file === object.file).indexOf(object);
  return template.split(/^---$/m)[place] ?? "";
}

class Trace {
  constructor(
    private readonly id: string,
    private readonly provider: Provider,
    private readonly files: FleetFiles,
  ) {}

  /** The inputs that the variables of a text are filled from. */
  inputs(text: string, role: Role): string[] {
    const names = [...text.matchAll(/\$\{([A-Z][A-Z0-9_]*)\}/g)].map(([, name = ""]) => name);
    return names.flatMap((name) => this.ofVariable(name, role));
  }

  private ofVariable(name: string, role: Role): readonly string[] {
    const { patches, variables } = this.provider;
    const worker = (): string[] => this.ofFiles(["templates/patches/common.yaml", ...patches.all], "worker");
    switch (name) {
      case "PROVIDER_SPEC_CP":
        return this.ofFiles([`${this.id}/machine.yaml`], "controlPlane");
      case "PROVIDER_SPEC_WORKER":
        return this.ofFiles([`${this.id}/machine.yaml`], "worker");
      case "CP_TEMPLATE_NAME":
        return ["name", ...this.ofVariable("PROVIDER_SPEC_CP", role)];
      case "WORKER_TEMPLATE_NAME":
        return ["name", ...this.ofVariable("PROVIDER_SPEC_WORKER", role)];
      case "WORKER_PATCHES":
        return worker();
      case "WORKER_CONFIG_NAME":
        return ["name", "talos", ...worker()];
      case "CONTROL_PLANE_PATCHES":
        return [...worker(), ...this.ofFiles(patches.controlPlane, "controlPlane")];
      default: {
        const own = Object.hasOwn(variables, name) ? variables[name] : undefined;
        return own === undefined ? (byRole[role][name] ?? common[name] ?? []) : [own];
      }
    }
  }

  private ofFiles(paths: readonly string[], role: Role): string[] {
    return paths.flatMap((path) => this.inputs(this.files.get(path) ?? "", role));
  }
}
