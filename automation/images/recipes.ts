/** Which images can be built on this machine, what each stands on, and in which order they are built. */

import { baseImage, imageIds, imageReference, images, isBuiltHere } from "../../model/versions";
import type { ImageId, ImageMode } from "../../model/versions";

/** An image of the stack, or the base under those that are built here. */
export type RecipeId = ImageId | "base";

/** What an image is built on. */
interface Foundation {
  readonly on: RecipeId;
  /** Name of the Dockerfile's argument that carries the foundation's reference. */
  readonly argument: string;
}

const onBase: Foundation = { on: "base", argument: "BASE_IMAGE" };

const foundations: Readonly<Record<ImageId, Foundation>> = {
  postgres: onBase,
  redis: onBase,
  prefect: onBase,
  mlflow: onBase,
  vault: onBase,
  traefik: onBase,
  node: onBase,
  router: { on: "node", argument: "NODE_IMAGE" },
  "prefect-worker": { on: "prefect", argument: "PREFECT_IMAGE" },
};

/** What takes longest comes first, so that the rest is built beside it. Foundations come before what stands on them. */
const longestFirst: readonly RecipeId[] = [
  "base",
  "vault",
  "mlflow",
  "prefect",
  "node",
  "prefect-worker",
  "router",
  "postgres",
  "traefik",
  "redis",
];

/** Debian's package decides the version of these; the pin is what the official image has. */
const versionChecks: Partial<Record<ImageId, VersionCheck>> = {
  postgres: { command: ["postgres", "--version"], sameParts: 1 },
  redis: { command: ["redis-server", "--version"], sameParts: 2 },
};

/** How to find out which version an image holds. */
export interface VersionCheck {
  /** Command inside the image; the first dotted number that it prints is the version. */
  readonly command: readonly string[];
  /** So many leading parts must equal the pin: 1 for the major version, 2 for major and minor. */
  readonly sameParts: number;
}

/** How to build one image from a Dockerfile. */
export interface Recipe {
  readonly id: RecipeId;
  readonly reference: string;
  /** Path of the Dockerfile below the build context. */
  readonly dockerfile: string;
  readonly arguments: Readonly<Record<string, string>>;
  /** The pinned version. */
  readonly version: string;
  /** @default what is built holds the pinned version by construction */
  readonly versionCheck?: VersionCheck | undefined;
}

/** Where the recipe of an image lies, relative to the repository. */
export function recipeFolder(id: RecipeId): string {
  return `docker-compose/images/${id}`;
}

/** Reference of an image or of the base. */
export function referenceOf(id: RecipeId, mode: ImageMode): string {
  return id === "base" ? baseImage.reference : imageReference(id, mode);
}

/** What an image stands on; `undefined` for the base. */
export function foundationOf(id: RecipeId): RecipeId | undefined {
  return id === "base" ? undefined : foundations[id].on;
}

/** True where the image, or the base, is built on this machine in the given mode. */
export function isBuilt(id: RecipeId, mode: ImageMode): boolean {
  return id === "base" ? mode === "build" : isBuiltHere(id, mode);
}

/** The images that containers of the stack run; the others serve only as foundations. */
export const servedImages: readonly ImageId[] = imageIds.filter((id) => id !== "node");

/** The recipe of an image that is built from a Dockerfile. */
export function recipeOf(id: ImageId, mode: ImageMode): Recipe {
  const { on, argument } = foundations[id];
  return {
    id,
    reference: referenceOf(id, "build"),
    dockerfile: `${recipeFolder(id)}/Dockerfile`,
    arguments: { [argument]: referenceOf(on, mode) },
    version: images[id].version,
    versionCheck: versionChecks[id],
  };
}

/** Ids in the order in which they are built. */
export function inBuildOrder(ids: Iterable<RecipeId>): RecipeId[] {
  const wanted = new Set(ids);
  return longestFirst.filter((id) => wanted.has(id));
}
