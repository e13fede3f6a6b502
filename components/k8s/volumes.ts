/** Volumes of Helm charts, as the charts' values ask for them. */

import type { ServicesConfig } from "../../model/config";

/** What all volumes of a stack have in common. */
export type VolumeConfig = Pick<ServicesConfig, "storageClass">;

/** `spec` of a claim that a chart makes a volume by. */
export interface ClaimSpec {
  readonly accessModes: readonly ["ReadWriteOnce"];
  readonly storageClassName?: string;
  readonly resources: { readonly requests: { readonly storage: string } };
}

/** A claim of a size, of the class that the stack names or of the cluster's default. */
export function volumeClaim({ storageClass }: VolumeConfig, gib: number): { readonly spec: ClaimSpec } {
  return {
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClass !== undefined && { storageClassName: storageClass }),
      resources: { requests: { storage: `${gib}Gi` } },
    },
  };
}

/** What a container asks for and may take at most. Without a limit on the CPU: it would only slow it on an idle node. */
export interface Resources {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly memory: string };
}

/** Resources of a container. */
export function resources(cpu: string, memory: string, memoryLimit: string): Resources {
  return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}
