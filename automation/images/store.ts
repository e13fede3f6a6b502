/** What the Docker engine has of our images. */

import { run } from "../process";
import { dockerError } from "../docker";
import { inputsLabel } from "./inputs";

/** An image that the engine has. */
export interface StoredImage {
  readonly id: string;
  /** Fingerprint of what it was made from; `undefined` for an image that is not built by us. */
  readonly inputs: string | undefined;
}

interface Inspected {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly Config: { readonly Labels?: Readonly<Record<string, string>> | null } | null;
}

/** Longest time that the engine may take to answer, in seconds. */
const answerSeconds = 30;

/** The short name under which Docker lists an image: its own registry and namespace are left out. */
function familiar(reference: string): string {
  return reference.replace(/^docker\.io\/(?:library\/)?/, "");
}

/**
 * Those of the references that the engine has.
 *
 * @throws PlinthError docker-missing or engine-unreachable.
 */
export async function storedImages(references: readonly string[]): Promise<Map<string, StoredImage>> {
  if (references.length === 0) return new Map();
  // One call for all: it prints what it finds, and fails where one is missing.
  const finished = await run("docker", ["image", "inspect", ...references], {
    timeoutSeconds: answerSeconds,
  });
  const onlyMissing = /no such image|not found/i.test(finished.stderr);
  if (finished.exitCode !== 0 && !onlyMissing) throw dockerError(finished, "image inspect");
  const found = JSON.parse(finished.stdout.trim() || "[]") as readonly Inspected[];
  const stored = new Map<string, StoredImage>();
  for (const reference of references) {
    const names = [reference, familiar(reference)];
    const image = found.find(({ RepoTags }) => RepoTags?.some((tag) => names.includes(tag)));
    if (image !== undefined)
      stored.set(reference, { id: image.Id, inputs: image.Config?.Labels?.[inputsLabel] });
  }
  return stored;
}
