/** Every object is of an API version that the pinned releases serve. */

import { groupOf, servedVersions } from "../../../model/fleet/served-apis";
import { textOf, titleOf } from "./objects";
import type { Proof } from "./objects";

/** Objects of versions that nothing serves. */
export const proveApiVersions: Proof = ({ objects }) =>
  objects.flatMap((object) => {
    const apiVersion = textOf(object.value, "apiVersion");
    const served = servedVersions(groupOf(apiVersion), textOf(object.value, "kind"));
    if (served.includes(apiVersion)) return [];
    const message =
      served.length === 0
        ? `${titleOf(object)} is of ${apiVersion}, which no pinned release is known to serve. Add it to model/fleet/served-apis.ts where one does.`
        : `${titleOf(object)} is of ${apiVersion}, which the pinned release does not serve. Use ${served.join(" or ")}.`;
    return [{ proof: "api-versions", file: object.file, line: object.line(["apiVersion"]), message }];
  });
