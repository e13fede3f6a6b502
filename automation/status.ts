/** How a stack is. */

import type { EngineName } from "./engine/choose";
import { currentProgress, isGoodEnd } from "./local/containers";
import type { ServiceProgress } from "./local/containers";
import { findOwner } from "./local/owner";
import { loadServices } from "./local/services";

/** A stack and its services. */
export interface StackStatus {
  readonly stack: string;
  /** The engine that it is up under; `null` where it has no container. */
  readonly engine: EngineName | null;
  /** True where every service has reached its good end. */
  readonly healthy: boolean;
  readonly services: readonly (ServiceProgress & { readonly url: string | null })[];
}

/**
 * Looks at a stack's containers.
 *
 * @throws PlinthError for a wrong config or compose file, and where the engine does not answer.
 */
export async function status(stack: string): Promise<StackStatus> {
  const { services, urls } = loadServices(stack);
  const [progress, owner] = await Promise.all([
    currentProgress(services),
    findOwner(services.map(({ containerName }) => containerName)),
  ]);
  return {
    stack,
    engine: owner?.engine ?? null,
    healthy: progress.every(({ phase }) => isGoodEnd(phase)),
    services: progress.map((one) => ({ ...one, url: urls.get(one.service) ?? null })),
  };
}
