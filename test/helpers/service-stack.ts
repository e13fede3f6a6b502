import { Services } from "../../components/k8s/services";
import type { AddonContext } from "../../components/k8s/addon";
import { conformant } from "./clusters";
import { kubernetesConfig } from "./configs";
import { Registrations } from "./registrations";

const RELEASE = "kubernetes:helm.sh/v3:Release";

/** What a stack of services registers, in a test. */
export class ServiceStack {
  readonly registered = new Registrations();

  /** Builds the services of a config anew. */
  async build(keys: object, cluster: AddonContext["cluster"] = conformant): Promise<void> {
    await this.registered.start({ stack: "test", preview: true });
    new Services("platform", { config: kubernetesConfig(keys), cluster });
    await this.registered.settled();
  }

  /** The same with keys laid over the config that its schema refuses on a cluster, as they are for AWS alone. */
  async buildUnchecked(keys: object, cluster: AddonContext["cluster"]): Promise<void> {
    const { gateway, ...others } = keys as { readonly gateway?: object };
    await this.registered.start({ stack: "test", preview: true });
    const config = { ...kubernetesConfig(others), gateway } as AddonContext["config"];
    new Services("platform", { config, cluster });
    await this.registered.settled();
  }

  /** The inputs of a release, by its chart's name. */
  release(chart: string): Readonly<Record<string, unknown>> {
    return this.registered.get(RELEASE, `platform-${chart}`).inputs;
  }

  /** A value of a release's chart, by the keys that lead to it. */
  value(chart: string, ...path: readonly string[]): unknown {
    return path.reduce<unknown>(
      (at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key],
      this.release(chart)["values"],
    );
  }

  /** The spec of the NetworkPolicy of a name, if there is one. */
  policy(name: string): unknown {
    const found = this.registered
      .all()
      .find(
        ({ type, inputs }) =>
          type === "kubernetes:networking.k8s.io/v1:NetworkPolicy" &&
          (inputs["metadata"] as { readonly name: string }).name === name,
      );
    return found?.inputs["spec"];
  }
}
