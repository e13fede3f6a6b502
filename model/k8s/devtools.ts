/** Prefect and MLflow in a cluster: their names, ports and addresses, and who may reach them. */

import { images } from "../versions";

/** Namespace of Prefect, of MLflow and of the jobs that flows run as. */
export const DEVTOOLS_NAMESPACE = "devtools";

/** Label of a namespace whose pods may talk to Prefect and to MLflow. */
export const devtoolsAccess = { "plinth.dev/devtools-access": "true" } as const;

/** The server of Prefect: the chart names its Service, its service account and its pods after itself. */
export const prefectServer = {
  name: "prefect-server",
  labels: { "app.kubernetes.io/name": "prefect-server" },
  port: 4200,
} as const;

/** The worker of Prefect, which makes a job for each run of a flow. */
export const prefectWorker = {
  name: "prefect-worker",
  labels: { "app.kubernetes.io/name": "prefect-worker" },
} as const;

/** MLflow's server. */
export const mlflowServer = {
  name: "mlflow",
  labels: { "app.kubernetes.io/name": "mlflow" },
  port: 5000,
} as const;

/** The user that the images' processes have in the cluster; it needs no name. */
export const DEVTOOLS_USER = 1001;

function host(service: string): string {
  return `${service}.${DEVTOOLS_NAMESPACE}.svc.cluster.local`;
}

/** URL of Prefect's API: what `PREFECT_API_URL` is elsewhere. */
export const prefectApiUrl = `http://${host(prefectServer.name)}:${String(prefectServer.port)}/api`;

/** Name under which MLflow is asked. */
export const mlflowHost = host(mlflowServer.name);

/** URL of MLflow: what `MLFLOW_TRACKING_URI` is elsewhere. */
export const mlflowUrl = `http://${mlflowHost}:${String(mlflowServer.port)}`;

/** Names under which MLflow answers; a request for any other host gets 403. */
export const mlflowHosts: readonly string[] = [
  "localhost:*",
  ...["mlflow", "mlflow.devtools", "mlflow.devtools.svc", host("mlflow")].map((name) => `${name}:*`),
  // As the gateway asks, whatever name people have for it.
  host("mlflow"),
];

/** An image without its tag, and the tag, as charts take them. */
function split(reference: string): { readonly repository: string; readonly tag: string } {
  const at = reference.lastIndexOf(":");
  return { repository: reference.slice(0, at), tag: reference.slice(at + 1) };
}

/** Prefect's image; that of the worker has beside it what talks to Kubernetes. */
export const prefectImage = split(images.prefect.pull);

/** MLflow's image, with the drivers of databases and the clients of object stores. */
export const mlflowImage = split(images.mlflow.pull);
