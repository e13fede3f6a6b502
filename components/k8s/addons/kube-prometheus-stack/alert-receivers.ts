/** What Alertmanager needs to tell somebody: their secrets, and the way to mail servers. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { alertmanagerLabels, mailPorts, receiversSecret } from "../../../../model/k8s/alertmanager";
import type { AlertReceivers as Receivers } from "../../../../model/k8s/alertmanager";
import { OBSERVABILITY_NAMESPACE as namespace } from "../../../../model/k8s/observability";

/** The Secret of the receivers, by External Secrets; nothing where there is no receiver. */
export class AlertReceivers extends pulumi.ComponentResource {
  constructor(
    name: string,
    { receivers }: { readonly receivers: Receivers },
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super("plinth:k8s:AlertReceivers", name, {}, options);
    const secret = receiversSecret(receivers);
    if (secret !== undefined) new CustomResource(name, secret, { parent: this });
    const ports = mailPorts(receivers).map((port) => ({ port, protocol: "TCP" }));
    if (ports.length > 0)
      new NetworkPolicy(
        `${name}-mail`,
        {
          metadata: { name: "alertmanager-mail", namespace },
          spec: {
            podSelector: { matchLabels: alertmanagerLabels },
            policyTypes: ["Egress"],
            egress: [{ ports }],
          },
        },
        { parent: this },
      );
    this.registerOutputs({});
  }
}
