/** External Secrets Operator: secrets of Vault, of a cloud or of a generator as Secrets of the cluster. */

import * as pulumi from "@pulumi/pulumi";
import { createRelease } from "../release";

/** Values of the chart that the platform sets. */
export interface ExternalSecretsValues {
  readonly installCRDs: boolean;
}

const values: ExternalSecretsValues = { installCRDs: true };

/** The operator with its CRDs. */
export class ExternalSecrets extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:ExternalSecrets", name, {}, options);
    createRelease(
      name,
      { chart: "external-secrets", namespace: "external-secrets", values },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
