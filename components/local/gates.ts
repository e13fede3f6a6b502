/** What a service waits for, as the dependencies of its resource. */

import type * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceModel } from "../../model/compose";
import type { ContainerEngine } from "./container-engine";
import { Readiness } from "./readiness";
import { shownAt } from "./shown-error";

/** Waits shorter than this are not worth a line, in seconds. */
const WORTH_A_LINE_SECONDS = 1;

interface Gate {
  readonly container: docker.Container;
  /** Known when the service is ready. */
  readonly ready: pulumi.Output<docker.Container>;
}

/**
 * The services created so far, each with a gate that opens when it is ready.
 *
 * A gate that fails makes the resources behind it fail: they are not created, and the program ends with the error of
 * the service that did not come up. A preview waits for nothing.
 */
export class Gates {
  private readonly gates = new Map<string, Gate>();
  private readonly readiness: Readiness;

  constructor(engine: ContainerEngine) {
    this.readiness = new Readiness(engine);
  }

  /** Adds a service whose container has been registered. */
  add(service: ServiceModel, container: docker.Container): void {
    const ready = container.id.apply(async (containerId) => {
      if (!pulumi.runtime.isDryRun()) await this.pass(service, container, containerId);
      return container;
    });
    this.gates.set(service.id, { container, ready });
  }

  /** What the service's container depends on. Services that it depends on have been added before. */
  before(service: ServiceModel): pulumi.Input<pulumi.Resource[]> {
    const inputs = service.dependsOn.flatMap(({ service: id, condition }) => {
      const gate = this.gates.get(id);
      if (gate === undefined) return [];
      return [condition === "service_started" || pulumi.runtime.isDryRun() ? gate.container : gate.ready];
    });
    return pulumi.all(inputs);
  }

  /** Known when all services are ready. */
  all(): pulumi.Output<unknown> {
    return pulumi.all(
      [...this.gates.values()].map(({ container, ready }) =>
        pulumi.runtime.isDryRun() ? container.id : ready.id,
      ),
    );
  }

  private async pass(service: ServiceModel, container: docker.Container, containerId: string): Promise<void> {
    const seconds = await shownAt(container, this.readiness.ready({ service, containerId }));
    if (seconds < WORTH_A_LINE_SECONDS) return;
    await pulumi.log.info(`${service.oneShot ? "done" : "ready"} after ${seconds.toFixed(1)} s`, container);
  }
}
