/** The stack's images: whether they are pulled or built, and the doing of it. */

export { ensureBuilt, staleImages } from "./build";
export type { BuildOptions, StaleImage } from "./build";
export { decideImages } from "./decide";
export type { ImageDecision, ImageRequest } from "./decide";
export type { ImagePhase, ImageProgress, ImageWork, OnImageProgress } from "./progress";
export { provideImages } from "./provide";
export type { ProvideOptions } from "./provide";
export { ensurePulled } from "./pull";
export { servedImages } from "./recipes";
export type { RecipeId } from "./recipes";
