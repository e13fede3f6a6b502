/** The certificate of the platform's own authority, where a service needs it to trust the gateway. */

import { GATEWAY_NAMESPACE, PLATFORM_CA } from "../gateway";
import type { AnyObject } from "../objects";

/** Key of the certificate in the Secret, which has the authority's name in every namespace. */
export const AUTHORITY_KEY = "ca.crt";

/** How often the certificate is compared, so that a new one arrives. */
const REFRESH = "1h";

const rbac = "rbac.authorization.k8s.io";

/**
 * What hands the certificate to a namespace, and never the key beside it.
 *
 * It is pushed and not fetched: who may read the Secret of the authority could sign for any name, and so nothing
 * outside of the gateway's namespace may.
 *
 * @see https://external-secrets.io/latest/provider/kubernetes/
 */
export function authorityObjects(namespace: string): Readonly<Record<string, AnyObject>> {
  const there = { name: PLATFORM_CA, namespace };
  const here = { name: `${PLATFORM_CA}-${namespace}`, namespace: GATEWAY_NAMESPACE };
  return {
    "authority-account": account(here),
    "authority-role": role(there),
    "authority-binding": binding(there, here),
    "authority-store": store(here, namespace),
    authority: push(here),
  };
}

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** Lets its one Secret be made and kept. */
function role(metadata: Named): AnyObject {
  const secrets = { apiGroups: [""], resources: ["secrets"] };
  return {
    apiVersion: `${rbac}/v1`,
    kind: "Role",
    metadata,
    rules: [
      { ...secrets, resourceNames: [PLATFORM_CA], verbs: ["get", "update"] },
      // What is not there yet has no name that a rule could say.
      { ...secrets, verbs: ["create"] },
    ],
  };
}

function binding(metadata: Named, who: Named): AnyObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup: rbac, kind: "Role", name: PLATFORM_CA },
    subjects: [{ kind: "ServiceAccount", ...who }],
  };
}

function account(metadata: Named): AnyObject {
  return { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: false };
}

function store(metadata: Named, remoteNamespace: string): AnyObject {
  const kubernetes = {
    remoteNamespace,
    server: { caProvider: { type: "ConfigMap", name: "kube-root-ca.crt", key: "ca.crt" } },
    auth: { serviceAccount: { name: metadata.name } },
  };
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "SecretStore",
    metadata,
    spec: { provider: { kubernetes } },
  };
}

function push(metadata: Named): AnyObject {
  const remoteRef = { remoteKey: PLATFORM_CA, property: AUTHORITY_KEY };
  return {
    apiVersion: "external-secrets.io/v1alpha1",
    kind: "PushSecret",
    metadata,
    spec: {
      refreshInterval: REFRESH,
      updatePolicy: "Replace",
      // A certificate that stays behind opens nothing.
      deletionPolicy: "None",
      secretStoreRefs: [{ kind: "SecretStore", name: metadata.name }],
      selector: { secret: { name: PLATFORM_CA } },
      // The source has a key, and so a type that wants one.
      template: { type: "Opaque" },
      data: [{ match: { secretKey: AUTHORITY_KEY, remoteRef } }],
    },
  };
}
