/** What the config of every target has in common. */

import { z } from "zod";
import type { KeyWords } from "./keys";

/** A DNS label of at most 20 characters that begins with a letter: it starts container, network and cluster names. */
export const name = () => z.string().regex(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/, "is not a short DNS label");

/** What a name may be, in words. */
export const NAME_ALLOWED =
  "1 to 20 characters: a to z, 0 to 9 and hyphens, beginning with a letter, not ending with a hyphen";

/** The words about `plinth:target`. */
export const TARGET_WORDS: KeyWords = {
  description:
    "Where the stack runs: `compose` is this machine's Docker engine, `eks` is AWS, `kubernetes` is a cluster that is there already.",
};
