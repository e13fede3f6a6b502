/**
 * Every version that Plinth pins, stated once.
 *
 * The Compose files' image defaults, `.env.example`, `.nvmrc` and `docs/reference/versions.md` are written from this
 * file by `npm run generate`; change a version here and run that.
 */

/** How the images of the official services reach the engine: pulled from their registry, or built on this machine. */
export type ImageMode = "pull" | "build";

/** One container image: where it is pulled from and the name under which it is built. */
export interface ImagePin {
  /** Version of the software inside. */
  readonly version: string;
  /** Reference of the official image; `undefined` for an image of our own, which is always built. */
  readonly pull: string | undefined;
  /** Reference that a local build is tagged with. */
  readonly built: string;
  /** What it is, for the docs. */
  readonly title: string;
}

/** Versions that more than one pin is made of. */
const PREFECT = "3.8.8";
const NODE = "24.21.0";
/** Version of `workloads/router/package.json`; a test holds the two together. */
const ROUTER = "0.1.0";
const DEBIAN_SUITE = "trixie";

/** The images of the local stack, by image id. */
export const images = {
  postgres: {
    version: "17.12",
    pull: "docker.io/library/postgres:17.12-trixie",
    built: "plinth/postgres:17.12",
    title: "PostgreSQL",
  },
  redis: {
    version: "8.0.5",
    pull: "docker.io/library/redis:8.0.5-bookworm",
    built: "plinth/redis:8.0.5",
    title: "Redis",
  },
  prefect: {
    version: PREFECT,
    pull: `docker.io/prefecthq/prefect:${PREFECT}-python3.13`,
    built: `plinth/prefect:${PREFECT}`,
    title: "Prefect server",
  },
  mlflow: {
    version: "3.17.2",
    pull: "ghcr.io/mlflow/mlflow:v3.17.2-full",
    built: "plinth/mlflow:3.17.2",
    title: "MLflow tracking server",
  },
  vault: {
    version: "1.21.4",
    pull: "docker.io/hashicorp/vault:1.21.4",
    built: "plinth/vault:1.21.4",
    title: "HashiCorp Vault",
  },
  traefik: {
    version: "3.7.13",
    pull: "docker.io/library/traefik:v3.7.13",
    built: "plinth/traefik:3.7.13",
    title: "Traefik proxy",
  },
  node: {
    version: NODE,
    pull: `docker.io/library/node:${NODE}-${DEBIAN_SUITE}-slim`,
    built: `plinth/node:${NODE}`,
    title: "Node.js, the base of the router's image",
  },
  router: {
    version: ROUTER,
    pull: undefined,
    built: `plinth/router:${ROUTER}`,
    title: "Inference router (ours)",
  },
  "prefect-worker": {
    version: PREFECT,
    pull: undefined,
    built: `plinth/prefect-worker:${PREFECT}`,
    title: "Prefect worker with the flows' libraries (ours)",
  },
} as const satisfies Record<string, ImagePin>;

/** Id of an image of the local stack. */
export type ImageId = keyof typeof images;

/** Every image id, in the order in which the docs list them. */
export const imageIds = Object.keys(images) as readonly ImageId[];

/** The base under every image that is built without an image registry. */
export const baseImage = {
  /** Debian suite that `debootstrap` installs. */
  suite: DEBIAN_SUITE,
  /** Reference that the imported base is tagged with. */
  reference: `plinth/base:${DEBIAN_SUITE}`,
} as const;

/** Tools that the project installs by itself, or asks the user to have. */
export const tools = {
  /** Node that the launcher installs where the system's is too old; also in `.nvmrc`. */
  node: NODE,
  /** Oldest Node that runs the CLI; equals `engines.node` of `package.json`. */
  nodeMinimum: "22.13.0",
  /** The `pulumi` npm package, which can bring the Pulumi CLI. */
  pulumi: "3.265.0",
  /** Oldest Docker engine that the stack is tested on. */
  dockerMinimum: "20.10",
  /** Oldest Docker Compose that the stack is tested on. */
  composeMinimum: "1.29",
} as const;

/** The control plane that tests run against, each of its programs built from its Go module. */
export const controlPlaneVersions = {
  /** API server, scheduler, controller manager and kubectl. */
  kubernetes: "1.36.3",
  /** Of the minor that this Kubernetes is made with. */
  etcd: "3.6.16",
  /** Simulates nodes and the pods on them. */
  kwok: "0.8.0",
} as const;

/**
 * Reference of an image in the given mode.
 *
 * An image of our own has one reference in both modes, as it is always built here.
 */
export function imageReference(id: ImageId, mode: ImageMode): string {
  const pin: ImagePin = images[id];
  return mode === "pull" ? (pin.pull ?? pin.built) : pin.built;
}

/** True where the image must be built on this machine in the given mode. */
export function isBuiltHere(id: ImageId, mode: ImageMode): boolean {
  return mode === "build" || images[id].pull === undefined;
}

/** Name of the Compose variable that carries an image's reference, e.g. `PLINTH_IMAGE_PREFECT_WORKER`. */
export function imageVariable(id: ImageId): string {
  return `PLINTH_IMAGE_${id.toUpperCase().replaceAll("-", "_")}`;
}
