/** The sign-on: Authelia, which the gateway asks about every request. */

import { createHash } from "node:crypto";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { prometheusPods } from "../../../model/k8s/observability";
import { serveRoute } from "../../../model/k8s/routes";
import { autheliaConfiguration, CONFIGURATION_FILE } from "../../../model/k8s/sso/configuration";
import {
  autheliaBudget,
  autheliaClaim,
  autheliaDeployment,
  autheliaLabels,
  autheliaService,
} from "../../../model/k8s/sso/deployment";
import { AUTHELIA, autheliaPorts, SSO_NAMESPACE } from "../../../model/k8s/sso/names";
import type { SsoSettings } from "../../../model/k8s/sso/names";
import { autheliaSecret, signingKey, signOnObjects } from "../../../model/k8s/sso/objects";
import { fromGateway } from "../../../model/k8s/sso/routes";
import { stackState } from "../../../model/k8s/sso/stack-state";
import type { AddonContext, EksFacts } from "../addon";
import { createInTurn } from "../custom-resources";
import { createNetworkPolicies, dnsEgress } from "../network-policies";

/** What the sign-on is made from. */
export interface AutheliaArgs extends SsoSettings<pulumi.Input<string>> {
  readonly domain: string;
  /** StorageClass of its volume. @default the cluster's default */
  readonly storageClass?: string | undefined;
  /** Services on Ray, by their names. @default none */
  readonly rayServices?: readonly string[];
}

/**
 * What the sign-on is made from on a cluster.
 *
 * @throws Error where the config has no domain or no users, which its schema refuses.
 */
export function autheliaArgsOf({ config, cluster }: AddonContext): AutheliaArgs {
  const { domain, sso, storageClass } = config;
  if (domain === undefined || sso === undefined) throw new Error("The sign-on has no domain or no users.");
  const storage = sso.storage ?? (cluster.kind === "eks" ? stackStateOf(cluster) : undefined);
  const rayServices = Object.keys(config.ray.services ?? {});
  const more = rayServices.length > 0 ? { rayServices } : {};
  return { domain, storageClass, ...more, ...sso, ...(storage && { storage }) };
}

/** Whether the sign-on keeps its state in the stack's own servers. */
export function usesStackState({ config: { sso }, cluster }: AddonContext): boolean {
  return cluster.kind === "eks" && sso?.storage === undefined;
}

function stackStateOf({ scope, database, cache }: EksFacts): NonNullable<AutheliaArgs["storage"]> {
  return stackState<pulumi.Input<string>>(scope, {
    postgres: pulumi.output(database).apply(({ address }) => address),
    redis: pulumi.output(cache).apply(({ address }) => address),
  });
}

const metadata = { name: AUTHELIA, namespace: SSO_NAMESPACE };
const selector = { matchLabels: { ...autheliaLabels } };

/** Authelia in one pod, or in several that share their state; its secrets made in the cluster, and the door that it keeps. */
export class Authelia extends pulumi.ComponentResource {
  constructor(name: string, args: AutheliaArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Authelia", name, {}, options);
    const child = { parent: this };
    createNetworkPolicies(name, SSO_NAMESPACE, networkPolicies(args), child);
    const keys = {
      "secret-generator": autheliaSecret.generator,
      secret: autheliaSecret.secret,
      "signing-issuer": signingKey.issuer,
      "signing-key": signingKey.certificate,
    };
    const secrets = createInTurn(name, keys, child);
    const account = new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const configuration = autheliaConfiguration(args, (args.rayServices ?? []).map(serveRoute));
    const configMap = new ConfigMap(name, { metadata, data: { [CONFIGURATION_FILE]: configuration } }, child);
    const beside =
      args.storage === undefined
        ? // A claim may wait for its first pod, and the pod for the users.
          new PersistentVolumeClaim(name, { ...autheliaClaim(args.storageClass) }, child)
        : new PodDisruptionBudget(name, structuredClone(autheliaBudget), child);
    const configurationHash = hashOf(configuration);
    const deployment = new Deployment(name, autheliaDeployment({ ...args, configurationHash }), {
      ...child,
      dependsOn: [...secrets, account, configMap, beside],
    });
    const service = new Service(name, structuredClone(autheliaService), child);
    createInTurn(name, signOnObjects(args.domain), { ...child, dependsOn: [deployment, service] });
    this.registerOutputs({});
  }
}

/** What stands for a text: the first half of its SHA-256. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Port of a URL, or the one that its scheme stands for. */
function portOf(url: string, standard: number): number {
  return Number(/:(\d+)$/.exec(url)?.[1] ?? standard);
}

function networkPolicies({
  ldap,
  smtp,
  storage,
}: AutheliaArgs): Readonly<Record<string, types.input.networking.v1.NetworkPolicySpec>> {
  const tcp = (port: number) => ({ port, protocol: "TCP" });
  const out = [
    ...(ldap === undefined ? [] : [portOf(ldap.url, 636)]),
    ...(smtp === undefined ? [] : [portOf(smtp.address, 465)]),
    ...(storage === undefined ? [] : [storage.postgres.port, storage.redis.port]),
  ];
  return {
    authelia: {
      podSelector: selector,
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [{ ...fromGateway }], ports: [tcp(autheliaPorts.http)] },
        { from: [prometheusPods], ports: [tcp(autheliaPorts.metrics)] },
      ],
      egress: [dnsEgress, ...(out.length === 0 ? [] : [{ ports: out.map(tcp) }])],
    },
  };
}
