/** The one door of the cluster: a Gateway that speaks HTTPS, with its certificate. */

import * as pulumi from "@pulumi/pulumi";
import { gatewayObjects, internalLoadBalancer } from "../../../model/k8s/gateway";
import type { GatewaySettings } from "../../../model/k8s/gateway";
import { withDependencies } from "../../../model/fleet/recipes";
import { serveRoutes } from "../../../model/k8s/routes";
import { servedHosts } from "../../../model/k8s/sso/routes";
import type { AddonContext } from "../addon";
import { createInTurn } from "../custom-resources";

/**
 * What the gateway is made from: on AWS its load balancer is inside the VPC.
 *
 * @throws Error where the config has no domain, which its schema refuses.
 */
export function gatewayArgsOf({ config, cluster }: AddonContext): GatewaySettings {
  const { domain, gateway, ray, recipes } = config;
  if (domain === undefined) throw new Error("The gateway has no domain.");
  const { issuer, acme } = gateway ?? {};
  return {
    domain,
    issuer,
    ...(acme && {
      acme,
      hosts: servedHosts(withDependencies(recipes), domain, serveRoutes(ray.services)),
    }),
    ...(cluster.kind === "eks" && {
      serviceAnnotations: internalLoadBalancer,
      region: cluster.scope.region,
    }),
  };
}

/** A Gateway to which only routes of its own namespace attach; without one of them it serves nothing. */
export class Gateway extends pulumi.ComponentResource {
  constructor(name: string, settings: GatewaySettings, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Gateway", name, {}, options);
    createInTurn(name, gatewayObjects(settings), { parent: this });
    this.registerOutputs({});
  }
}
