/** Envoy Gateway: what makes proxies of Gateways and routes. It owns the CRDs of the Gateway API. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import { envoyGatewayValues as values, gatewayClass, GATEWAY_NAMESPACE } from "../../../model/k8s/gateway";
import { createRelease } from "../release";

/** Envoy Gateway with its CRDs and with those of the Gateway API, and the class of gateways that it serves. */
export class EnvoyGateway extends pulumi.ComponentResource {
  constructor(name: string, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:EnvoyGateway", name, {}, options);
    const release = createRelease(
      name,
      { chart: "envoy-gateway", namespace: GATEWAY_NAMESPACE, values },
      { parent: this },
    );
    new CustomResource(name, structuredClone(gatewayClass), { parent: this, dependsOn: [release] });
    this.registerOutputs({});
  }
}
