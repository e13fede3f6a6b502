/** Grafana's administrator: the password is made in the cluster and stands nowhere else. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import { madeOnce } from "../../../model/k8s/generated-secrets";
import { OBSERVABILITY_NAMESPACE as namespace } from "../../../model/k8s/observability";

/** The Secret that Grafana takes its administrator from, and its keys. */
export const grafanaAdmin = {
  existingSecret: "grafana-admin",
  userKey: "admin-user",
  passwordKey: "admin-password",
} as const;

const generator = { apiVersion: "generators.external-secrets.io/v1alpha1", kind: "Password" } as const;
const metadata = { name: grafanaAdmin.existingSecret, namespace };

/** A generator of the password, and the Secret that External Secrets fills with it once. */
export class GrafanaAdmin extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:GrafanaAdmin", name, {}, options);
    const password = new CustomResource(
      `${name}-generator`,
      {
        ...generator,
        metadata,
        spec: { length: 32, digits: 6, symbols: 0, noUpper: false, allowRepeat: true },
      },
      { parent: this },
    );
    new CustomResource(
      name,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        metadata,
        spec: {
          // Grafana reads it at its first start only.
          ...madeOnce(grafanaAdmin.existingSecret, {
            [grafanaAdmin.userKey]: "admin",
            [grafanaAdmin.passwordKey]: "{{ .password }}",
          }),
          dataFrom: [{ sourceRef: { generatorRef: { ...generator, name: metadata.name } } }],
        },
      },
      { parent: this, dependsOn: [password] },
    );
    this.registerOutputs({});
  }
}
