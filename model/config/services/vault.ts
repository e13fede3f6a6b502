/** Config of Vault in a cluster: `plinth:vault`. */

import { z } from "zod";
import { keyWords } from "../keys";

/** Settings of Vault. */
export const VaultSettings = z.strictObject({
  // The most is that of a gp3 volume: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
  volumeGiB: z.int().min(1).max(16_384).default(10).register(keyWords, {
    description:
      "Volume of each of the three servers in GiB; it can be made larger only, by the steps of the runbook `volume-filling`.",
  }),
});
export type VaultSettings = z.infer<typeof VaultSettings>;
