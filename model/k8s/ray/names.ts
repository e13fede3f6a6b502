/** Names of what the recipe `ray` makes. */

export const RAY_NAMESPACE = "ray";

/** The cluster: KubeRay calls its services, its token's Secret and its labels by it. */
export const RAY_CLUSTER = "ray";

/** The Redis that keeps the state of the cluster, its Secret and its Service. */
export const RAY_REDIS = "ray-redis";

/** Service account of the head, by which the autoscaler changes the cluster. */
export const RAY_HEAD_ACCOUNT = "ray-head";

/** Service account of the workers: without rights on Kubernetes; a cloud's roles can be tied to it. */
export const RAY_WORKER_ACCOUNT = "ray-worker";

/** Ports of the head: where the cluster's state is, the dashboard, clients, metrics. */
export const RAY_PORTS = { gcs: 6379, dashboard: 8265, client: 10001, metrics: 8080 } as const;

export const REDIS_PORT = 6379;

/** Port at which Ray Serve answers, on every pod of a service with a replica. */
export const SERVE_PORT = 8000;

/** Label of every pod of a service, with its name: KubeRay's own labels have the name of a cluster that it makes up. */
export const RAY_SERVICE_LABEL = "plinth.dev/ray-service";

/** The Service that KubeRay makes for the requests to a service. */
export function serveServiceOf(name: string): string {
  return `${name}-serve-svc`;
}
