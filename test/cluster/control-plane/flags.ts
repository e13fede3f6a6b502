/** Flags of each program of a cluster. */

import { join } from "node:path";
import type { Credentials, Identity } from "./credentials";

/**
 * Sockets of etcd, on no port: files in the cluster's folder, which only its owner may enter. Every program runs in that
 * folder, and the numbers are there because etcd wants each address to have a port.
 */
const sockets = { client: "unix://etcd:0", peer: "unix://etcd:1" };

/** Flags of etcd, for one member whose data nobody wants back. */
export const etcdFlags: readonly string[] = [
  "--name=test",
  "--data-dir=data",
  `--listen-client-urls=${sockets.client}`,
  `--advertise-client-urls=${sockets.client}`,
  `--listen-peer-urls=${sockets.peer}`,
  `--initial-advertise-peer-urls=${sockets.peer}`,
  `--initial-cluster=test=${sockets.peer}`,
  "--unsafe-no-fsync",
  "--log-level=warn",
];

/** Flags of the API server. It makes its own CA and certificate in the folder `pki`. */
export function apiServerFlags(folder: string, credentials: Credentials, port: number): string[] {
  return [
    `--etcd-servers=${sockets.client}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, "pki")}`,
    `--token-auth-file=${credentials.tokenFile}`,
    "--authorization-mode=Node,RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${credentials.serviceAccountKey}`,
    `--service-account-signing-key-file=${credentials.serviceAccountKey}`,
    "--service-cluster-ip-range=10.96.0.0/16",
    // There is one API server, and nothing in the cluster that would look for its address.
    "--endpoint-reconciler-type=none",
    "--allow-privileged=true",
    // Tests of hundreds of pods are not to be held back.
    "--enable-priority-and-fairness=false",
    "--max-requests-inflight=0",
    "--max-mutating-requests-inflight=0",
  ];
}

/** Flags that the controller manager and the scheduler share: they serve nothing, and there is one of each. */
function clientFlags(kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    "--authentication-skip-lookup=true",
    "--secure-port=0",
    "--leader-elect=false",
    "--kube-api-qps=1000",
    "--kube-api-burst=2000",
  ];
}

/** Flags of the controller manager, the scheduler and kwok, by name. */
export function controllerFlags(
  kubeconfigs: Readonly<Record<Identity, string>>,
  { ca, serviceAccountKey, stages }: { ca: string; serviceAccountKey: string; stages: string },
): Readonly<Record<"kube-controller-manager" | "kube-scheduler" | "kwok", readonly string[]>> {
  return {
    "kube-controller-manager": [
      ...clientFlags(kubeconfigs["kube-controller-manager"]),
      "--use-service-account-credentials=true",
      `--service-account-private-key-file=${serviceAccountKey}`,
      `--root-ca-file=${ca}`,
    ],
    "kube-scheduler": clientFlags(kubeconfigs["kube-scheduler"]),
    kwok: [
      `--kubeconfig=${kubeconfigs.admin}`,
      `--config=${stages}`,
      "--manage-all-nodes=true",
      "--node-lease-duration-seconds=40",
    ],
  };
}
