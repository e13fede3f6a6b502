/** Config of Prefect and MLflow in a cluster: `plinth:devtools`. */

import { z } from "zod";
import { keyWords } from "../keys";
import { IMAGE_ALLOWED, pinnedImage } from "./images";

/** Largest gp3 volume: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
const MOST_GIB = 16_384;

const volume = () => z.int().min(1).max(MOST_GIB);

/** Settings of Prefect and MLflow. */
export const DevtoolsSettings = z.strictObject({
  flowImage: pinnedImage()
    .optional()
    .register(keyWords, {
      description:
        "Image of the flows whose deployments name none; it holds their code and their libraries. Without it Prefect's own, or on AWS `prefect-worker` of the stack's registry.",
      allowed: IMAGE_ALLOWED,
      examples: ["registry.example.com/plinth/flows:1.4.2"],
    }),
  prefectVolumeGiB: volume().default(10).register(keyWords, {
    description:
      "Volume of Prefect's database in GiB, where it is not in Postgres; it can be made larger only.",
  }),
  mlflowVolumeGiB: volume().default(20).register(keyWords, {
    description:
      "Volume of MLflow's database and artifacts in GiB, where they are not in Postgres and a bucket; it can be made larger only.",
  }),
});
export type DevtoolsSettings = z.infer<typeof DevtoolsSettings>;
