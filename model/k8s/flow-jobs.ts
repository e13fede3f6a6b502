/** The jobs that flows run as: one for each run, which Prefect's worker makes from this template. */

import { DEVTOOLS_NAMESPACE, DEVTOOLS_USER, mlflowUrl } from "./devtools";
import { containerSecurityContext, podSecurityContext } from "./pod-security";
import { BATCH_PRIORITY } from "./priorities";
import { vaultUrl } from "./vault";

/** Name of the work pool, which is that of the laptop stack: a deployment finds it in both. */
export const FLOW_POOL = "plinth";

/** Service account of flows; no token of the cluster comes with it. */
export const FLOW_ACCOUNT = "flows";

/** ConfigMap with the environment of every flow. */
export const FLOW_ENVIRONMENT = "flow-environment";

/** Label of the pods of flows, which their NetworkPolicy finds them by. */
export const flowLabels = { "plinth.dev/flow": "true" } as const;

/** The Secret with the flows' login to Vault; without it a flow that asks for a secret is told what is missing. */
export const FLOW_SECRET = "flows-vault";

/** Where the files of that Secret are, as in the laptop stack. */
const SECRETS = "/run/secrets/plinth";

/** What every flow finds in its environment: the names that it finds on a laptop too. */
export const flowEnvironment: Readonly<Record<string, string>> = {
  HOME: "/tmp",
  PREFECT_HOME: "/tmp/prefect",
  MPLCONFIGDIR: "/tmp/matplotlib",
  PREFECT_LOGGING_COLORS: "false",
  DO_NOT_TRACK: "1",
  MLFLOW_TRACKING_URI: mlflowUrl,
  MLFLOW_DISABLE_TELEMETRY: "true",
  VAULT_ADDR: vaultUrl,
  VAULT_CACERT: `${SECRETS}/ca.crt`,
  VAULT_ROLE_ID_FILE: `${SECRETS}/vault_role_id`,
  VAULT_SECRET_ID_FILE: `${SECRETS}/vault_secret_id`,
};

/** A text that a deployment may set. */
function text(title: string, description: string, value?: string) {
  return { title, description, type: "string", ...(value !== undefined && { default: value }) };
}

/** A map of texts that a deployment may set. */
function texts(title: string, description: string) {
  return { title, description, type: "object", additionalProperties: { type: "string" }, default: {} };
}

/** What a deployment may choose, with what holds where it chooses nothing. */
function variables(image: string) {
  return {
    type: "object",
    properties: {
      name: text("Name", "What the job's name begins with; that of the flow run without it."),
      env: texts("Environment", "Variables beside those that every flow has."),
      labels: texts("Labels", "Labels of the job and its pod."),
      command: text("Command", "What the container runs; Prefect's own command without it."),
      image: text("Image", "Image that holds the flow and its libraries.", image),
      cpu_request: text("CPU request", "CPUs that the run is sure of.", "500m"),
      memory_request: text("Memory request", "Memory that the run is sure of.", "1Gi"),
      memory_limit: text("Memory limit", "Memory at which the run is ended.", "2Gi"),
      finished_job_ttl: {
        title: "Kept after its end",
        description: "Seconds for which a finished job and its logs are kept.",
        type: "integer",
        default: 3600,
      },
    },
  };
}

/** The pod of a run: it may do nothing beyond its own work, and keeps nothing. */
function podSpec() {
  const mount = { name: "login", mountPath: SECRETS, readOnly: true };
  return {
    restartPolicy: "Never",
    serviceAccountName: FLOW_ACCOUNT,
    automountServiceAccountToken: false,
    // Kubernetes' variables of the Services here would pass for settings of Prefect and MLflow.
    enableServiceLinks: false,
    priorityClassName: BATCH_PRIORITY,
    securityContext: podSecurityContext(DEVTOOLS_USER, DEVTOOLS_USER),
    containers: [
      {
        name: "prefect-job",
        image: "{{ image }}",
        imagePullPolicy: "IfNotPresent",
        args: "{{ command }}",
        env: "{{ env }}",
        envFrom: [{ configMapRef: { name: FLOW_ENVIRONMENT } }],
        resources: {
          requests: { cpu: "{{ cpu_request }}", memory: "{{ memory_request }}" },
          limits: { memory: "{{ memory_limit }}" },
        },
        securityContext: containerSecurityContext(),
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }, mount],
      },
    ],
    volumes: [
      { name: "tmp", emptyDir: { sizeLimit: "10Gi" } },
      { name: "login", secret: { secretName: FLOW_SECRET, optional: true, defaultMode: 0o440 } },
    ],
  };
}

/**
 * The base job template of the work pool.
 *
 * @param image Image of the flows whose deployments name none.
 * @see https://docs.prefect.io/v3/how-to-guides/deployment_infra/manage-work-pools
 */
export function flowJobTemplate(image: string): string {
  const template = {
    variables: variables(image),
    job_configuration: {
      name: "{{ name }}",
      env: "{{ env }}",
      labels: "{{ labels }}",
      command: "{{ command }}",
      namespace: DEVTOOLS_NAMESPACE,
      stream_output: true,
      // Nodes may have to come first.
      pod_watch_timeout_seconds: 900,
      job_manifest: {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: { namespace: DEVTOOLS_NAMESPACE, generateName: "{{ name }}-", labels: "{{ labels }}" },
        spec: {
          // Prefect tries again what may be tried again.
          backoffLimit: 0,
          parallelism: 1,
          completions: 1,
          ttlSecondsAfterFinished: "{{ finished_job_ttl }}",
          template: { metadata: { labels: { ...flowLabels } }, spec: podSpec() },
        },
      },
    },
  };
  return `${JSON.stringify(template, undefined, 2)}\n`;
}
