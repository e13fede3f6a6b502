/** Images, as keys of the config name them. */

import { z } from "zod";

/** An image with a tag or a digest: one that stands for one version. */
const IMAGE =
  /^(?=.{1,300}$)[a-z0-9][a-z0-9.-]*(?::\d+)?(?:\/[a-z0-9._-]+)+(?::(?!latest$)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|@sha256:[a-f0-9]{64})$/;

/** What such an image is, in words. */
export const IMAGE_ALLOWED = "an image with its registry and a tag other than latest, or a digest";

/** An image that stands for one version. */
export const pinnedImage = () => z.string().regex(IMAGE, "is not an image in one version");
