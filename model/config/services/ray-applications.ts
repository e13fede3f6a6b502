/** Applications of Ray Serve, in the form that Ray Serve's own config file has and `serve build` writes. */

import { z } from "zod";
import { keyWords } from "../keys";

/** A DNS label; Ray puts the names of applications into those of metrics and actors. */
const LABEL = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** What Serve takes for a prefix: from a slash on, without one at the end, and without a wildcard or a variable. */
const ROUTE_PREFIX = /^\/(?:[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*)?$/;

/** `module.submodule:attribute`. */
const IMPORT_PATH = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*:[A-Za-z_]\w*$/;

/** Name of a deployment, which is that of a Python class or function, or what `options(name=…)` says. */
const DEPLOYMENT_NAME = /^[A-Za-z_][\w-]{0,62}$/;

/**
 * A working directory that a pod can get: it has no folder of whoever wrote the config.
 *
 * Source: https://docs.ray.io/en/latest/ray-core/handling-dependencies.html#remote-uris
 */
const REMOTE_ZIP = /^(?:https|s3|gs|azure|abfss):\/\/[^\s@?#]+\.zip$/;

const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Most replicas of one deployment: a bound on what a service can cost. */
const MOST_REPLICAS = 1000;

const replicas = (least: number) => z.int().min(least).max(MOST_REPLICAS);
const seconds = () => z.number().min(0).max(86_400);
const SECONDS_ALLOWED = "a number from 0 to 86400";

/** Between how many replicas a deployment has, and by what. */
const Autoscaling = z.strictObject({
  min_replicas: replicas(0).default(1).register(keyWords, {
    description: "Least number of replicas. With 0 the first request after a pause waits for a node.",
  }),
  max_replicas: replicas(1).register(keyWords, {
    description: "Largest number of replicas; the largest number of workers follows from it.",
    examples: [4],
  }),
  initial_replicas: replicas(0)
    .optional()
    .register(keyWords, {
      description: "Number of replicas to begin with. Without it the least.",
      examples: [2],
    }),
  target_ongoing_requests: z
    .number()
    .positive()
    .max(100_000)
    .optional()
    .register(keyWords, {
      description: "Requests that a replica is to have at once. Without it what Ray has.",
      allowed: "a number above 0",
      examples: [2],
    }),
  upscale_delay_s: seconds()
    .optional()
    .register(keyWords, {
      description: "How long more work must last before a replica is made.",
      allowed: SECONDS_ALLOWED,
      examples: [30],
    }),
  downscale_delay_s: seconds()
    .optional()
    .register(keyWords, {
      description: "How long less work must last before a replica goes.",
      allowed: SECONDS_ALLOWED,
      examples: [600],
    }),
});

/** What one replica takes of a worker. */
const ActorOptions = z.strictObject({
  num_cpus: z.number().min(0.01).max(192).default(1).register(keyWords, {
    description: "CPUs of each replica.",
    allowed: "a number from 0.01 to 192",
  }),
  num_gpus: z
    .number()
    .min(0)
    .max(16)
    .refine((gpus) => gpus <= 1 || Number.isInteger(gpus), "is neither a part of one GPU nor whole GPUs")
    .default(0)
    .register(keyWords, {
      description: "GPUs of each replica; with any it runs on workers with GPUs.",
      allowed: "a number from 0 to 1, or a whole number up to 16",
    }),
});

/** One deployment of an application. */
const Deployment = z.strictObject({
  name: z
    .string()
    .regex(DEPLOYMENT_NAME, "is not the name of a deployment")
    .register(keyWords, {
      description: "Name of the deployment in the code.",
      allowed: "1 to 63 letters, digits, underscores and hyphens, beginning with a letter or an underscore",
      examples: ["Digits"],
    }),
  num_replicas: replicas(1)
    .optional()
    .register(keyWords, {
      description:
        "Number of replicas where it does not change. Without it and `autoscaling_config` it is 1.",
      examples: [2],
    }),
  autoscaling_config: Autoscaling.optional().register(keyWords, {
    description: "Bounds between which Serve changes the number of replicas, in place of `num_replicas`.",
    examples: [{ min_replicas: 1, max_replicas: 4 }],
  }),
  max_ongoing_requests: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .register(keyWords, {
      description: "Most requests that a replica has at once. Without it what the code says.",
      examples: [8],
    }),
  max_queued_requests: z
    .int()
    .min(-1)
    .max(1_000_000)
    .optional()
    .register(keyWords, {
      description: "Most requests that wait; more of them get 503. With -1 there is no bound.",
      examples: [100],
    }),
  graceful_shutdown_timeout_s: seconds()
    .optional()
    .register(keyWords, {
      description: "How long a replica that is to go may answer what it has.",
      allowed: SECONDS_ALLOWED,
      examples: [20],
    }),
  ray_actor_options: ActorOptions.prefault({}).register(keyWords, {
    description: "What each replica takes of a worker.",
    examples: [{ num_cpus: 1, num_gpus: 1 }],
  }),
  user_config: z
    .record(z.string(), z.unknown())
    .optional()
    .register(keyWords, {
      description: "What the deployment's `reconfigure` gets; it changes without new replicas.",
      allowed: "an object",
      examples: [{ threshold: 0.5 }],
    }),
});

/** What the processes of an application have beside the image. */
const RuntimeEnv = z.strictObject({
  working_dir: z
    .string()
    .regex(REMOTE_ZIP, "is not the URI of a zip file")
    .optional()
    .register(keyWords, {
      description:
        "Code of the application where the image does not have it. Pods fetch it, so it is no folder of yours.",
      allowed:
        "the URI of a zip file, by https, s3, gs, azure or abfss, without user name, password or query",
      examples: ["s3://example-models/digits-1.4.2.zip"],
    }),
  env_vars: z
    .record(z.string().regex(ENVIRONMENT_NAME, "is not the name of a variable"), z.string().max(10_000))
    .optional()
    .register(keyWords, {
      description:
        "Variables of every process of the application. They stand in the object as they are, so no secret is among them.",
      allowed: "an object of texts",
      examples: [{ MLFLOW_TRACKING_URI: "http://mlflow.devtools.svc.cluster.local:5000" }],
    }),
});

/** One application: code behind a route. */
export const ServeApplication = z.strictObject({
  name: z
    .string()
    .regex(LABEL, "is not the name of an application")
    .register(keyWords, {
      description: "Name of the application, which no other of the service has.",
      allowed: "1 to 40 of a to z, 0 to 9 and hyphens, beginning with a letter and not ending with a hyphen",
      examples: ["digits"],
    }),
  route_prefix: z
    .string()
    .max(200)
    .regex(ROUTE_PREFIX, "is not the prefix of a route")
    .refine((prefix) => !prefix.startsWith("/-"), "is one of Serve's own")
    .default("/")
    .register(keyWords, {
      description: "Path of the URL that its requests begin with, which no other of the service has.",
      allowed: "a path from / on, without a slash at its end, and not below /-",
    }),
  import_path: z
    .string()
    .max(500)
    .regex(IMPORT_PATH, "is not the path of an import")
    .register(keyWords, {
      description: "Where the application is in the code.",
      allowed: "MODULE:ATTRIBUTE of Python",
      examples: ["serve_digits:application"],
    }),
  runtime_env: RuntimeEnv.optional().register(keyWords, {
    description:
      "What the processes of the application have beside the image. Libraries belong into the image.",
    examples: [{ env_vars: { MLFLOW_TRACKING_URI: "http://mlflow.devtools.svc.cluster.local:5000" } }],
  }),
  args: z
    .record(z.string(), z.unknown())
    .optional()
    .register(keyWords, {
      description: "Arguments where `import_path` leads to a function that builds the application.",
      allowed: "an object",
      examples: [{ experiment: "ray-digits" }],
    }),
  deployments: z
    .array(Deployment)
    .min(1)
    .max(50)
    .register(keyWords, {
      description:
        "Every deployment of the application: workers, quotas and what the pools must hold are reckoned from them.",
      allowed: "a list of 1 to 50 deployments",
      examples: [[{ name: "Digits", autoscaling_config: { min_replicas: 1, max_replicas: 4 } }]],
    }),
});
export type ServeApplication = z.infer<typeof ServeApplication>;
export type ServeDeployment = ServeApplication["deployments"][number];
