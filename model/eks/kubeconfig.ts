/** How a client reaches the cluster. */

/** What a kubeconfig is made of. */
export interface ClusterAddress {
  /** Name of the cluster. */
  readonly name: string;
  readonly region: string;
  /** URL of the API. */
  readonly endpoint: string;
  /** Certificate of the API's authority, in base64. */
  readonly certificateAuthority: string;
}

/**
 * The kubeconfig of a cluster, as JSON. It holds no token: whoever uses it asks AWS for one that lasts 15 minutes, with
 * credentials of their own, by the AWS CLI.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
 */
export function kubeconfigOf({ name, region, endpoint, certificateAuthority }: ClusterAddress): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: endpoint, "certificate-authority-data": certificateAuthority } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
    users: [
      {
        name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: ["--region", region, "eks", "get-token", "--cluster-name", name, "--output", "json"],
            interactiveMode: "IfAvailable",
            provideClusterInfo: false,
          },
        },
      },
    ],
  });
}
