/** Builds what is missing or stale, foundations first. */

import type { ImageMode } from "../../model/versions";
import { engineInfo } from "../docker";
import { diskProblems } from "../local/disk";
import { repositoryRoot } from "../paths";
import { run } from "../process";
import { withBuildLock } from "./build-lock";
import { extraAuthorities, shareAuthorities } from "./authorities";
import { buildBase } from "./base-image";
import { buildImage } from "./build-image";
import { inputsLabel, inputsOf } from "./inputs";
import { ImageReporter } from "./progress";
import type { ImageWork } from "./progress";
import { foundationOf, inBuildOrder, isBuilt, recipeOf, referenceOf, servedImages } from "./recipes";
import type { RecipeId } from "./recipes";
import { runTasks } from "./schedule";
import { storedImages } from "./store";

/** What to build. */
export interface BuildOptions extends ImageWork {
  /** `build` builds every image here, `pull` only our own, on foundations that are pulled. @default "build" */
  readonly mode?: ImageMode;
  /** Only these, and what they need. @default every image that containers of the stack run */
  readonly only?: readonly RecipeId[];
}

/** An image that has to be built. */
export interface StaleImage {
  readonly id: RecipeId;
  readonly inputs: string;
}

/** Builds that run at the same time: one mostly downloads while the other mostly computes. */
const buildsAtOnce = 2;

/** Free space that a build needs, in GiB: compiling Vault fills 5, and the build stages of the rest 3. */
const roomGiB = (ids: readonly RecipeId[]): number => (ids.includes("vault") ? 9 : 4);

/** Labels of what may be left without a tag: build stages, and earlier builds of an image. */
const leftoverLabels = ["plinth.stage=build", inputsLabel];

/**
 * What is missing or stale, in the order of building. A foundation that is missing counts only where something is to
 * be built on it.
 *
 * @throws PlinthError docker-missing or engine-unreachable.
 */
export async function staleImages(
  mode: ImageMode,
  only: readonly RecipeId[] = servedImages,
): Promise<StaleImage[]> {
  const roots = only.filter((id) => isBuilt(id, mode));
  const chains = roots.map((id) => chainOf(id, mode));
  const ids = inBuildOrder(chains.flat());
  const stored = await storedImages(ids.map((id) => referenceOf(id, "build")));
  const inputs = new Map(ids.map((id) => [id, inputsOf(id, mode, repositoryRoot)]));
  const isStale = (id: RecipeId): boolean => stored.get(referenceOf(id, "build"))?.inputs !== inputs.get(id);
  const needed = new Set<RecipeId>();
  for (const chain of chains)
    if (chain[0] !== undefined && isStale(chain[0])) for (const id of chain) if (isStale(id)) needed.add(id);
  return ids.filter((id) => needed.has(id)).map((id) => ({ id, inputs: inputs.get(id) ?? "" }));
}

/** An image and what it stands on, as far as that is built here. */
function chainOf(id: RecipeId, mode: ImageMode): RecipeId[] {
  const below = foundationOf(id);
  return below === undefined || !isBuilt(below, mode) ? [id] : [id, ...chainOf(below, mode)];
}

/**
 * Builds the images that are missing or stale. What is done stays, so that a run after a failure or an abort goes on.
 *
 * @throws PlinthError image-build-failed with the end of the output, disk-full, docker-missing or engine-unreachable;
 *   the signal's reason where it was aborted.
 */
export async function ensureBuilt(options: BuildOptions = {}): Promise<void> {
  const mode = options.mode ?? "build";
  const stale = await staleImages(mode, options.only);
  if (stale.length === 0) return;
  const tell = (line: string): void => {
    for (const { id } of stale) reporterOf(id, options).tell("waiting", line);
  };
  tell("");
  const onWait = (pid: number): void => tell(`another ./plinth (process ${pid}) builds images`);
  await withBuildLock(
    // What the other has built in the meantime is not built again.
    async () => buildAll(await staleImages(mode, options.only), mode, options),
    { onWait, signal: options.signal },
  );
}

function reporterOf(id: RecipeId, { onProgress }: ImageWork): ImageReporter {
  return new ImageReporter(id, referenceOf(id, "build"), onProgress);
}

async function needRoom(ids: readonly RecipeId[]): Promise<void> {
  const { dataRoot } = await engineInfo();
  if (dataRoot === undefined || ids.length === 0) return;
  const need = { path: dataRoot, purpose: "Docker's data folder", minimumGiB: roomGiB(ids) };
  const [problem] = await diskProblems([need]);
  if (problem !== undefined) throw problem;
}

async function buildAll(stale: readonly StaleImage[], mode: ImageMode, work: ImageWork): Promise<void> {
  await needRoom(stale.map(({ id }) => id));
  shareAuthorities(repositoryRoot, extraAuthorities());
  const tasks = stale.map(({ id, inputs }) => ({
    id,
    after: foundationOf(id),
    run: async (signal: AbortSignal): Promise<void> => {
      const job = { reporter: reporterOf(id, work), inputs, root: repositoryRoot, signal };
      await (id === "base" ? buildBase(job) : buildImage(recipeOf(id, mode), job));
    },
  }));
  await runTasks(tasks, buildsAtOnce, work.signal);
  // Only now: until every build is done, the stages are what an interrupted run goes on from. What a container still
  // uses stays.
  for (const label of leftoverLabels)
    await run("docker", ["image", "prune", "--force", "--filter", `label=${label}`]);
}
