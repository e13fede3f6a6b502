/** Rules of the config of a stack on AWS that no key's type can state. */

import type { z } from "zod";
import { checkZones } from "../rules";
import { checkGateway } from "../services/gateway";
import { checkBackup } from "../services/backup";
import { checkAlerts } from "../services/alerts";
import { checkAutoscaling } from "../services/autoscaling";
import { checkModel } from "../services/llm";
import { checkRayServicesUsed } from "../services/ray-service-rules";
import { checkRouter } from "../services/router";
import { checkSso } from "../services/sso";
import { checkSecrets } from "../services/secrets";
import { checkAutoscaler } from "./rules/autoscaler";
import { draftOf } from "./rules/draft";
import type { Report } from "./rules/draft";
import { checkInstanceTypes } from "./rules/instance-types";
import { checkEgress, checkEndpoint, checkImages, checkServiceCidr, checkVpc } from "./rules/network";
import { checkPool, checkPoolNames } from "./rules/pools";
import { checkLlm } from "./rules/llm";
import { checkGpuDriver, checkRay } from "./rules/ray";

const rules = [
  checkAutoscaler,
  checkVpc,
  checkServiceCidr,
  checkEgress,
  checkImages,
  checkEndpoint,
  checkGpuDriver,
  checkRay,
  checkLlm,
];

/** Reports every rule that the config breaks. It takes any value, as it runs also where single keys are wrong. */
export function checkEks(config: unknown, context: Pick<z.core.$RefinementCtx, "addIssue" | "issues">): void {
  checkZones(config, context);
  checkRouter(config, context, { ownRegistry: true });
  checkModel(config, context);
  checkRayServicesUsed(config, context);
  checkAlerts(config, context);
  checkSecrets(config, context, { onAws: true });
  checkAutoscaling(config, context);
  checkBackup(config, context, { ownBucket: true });
  checkGateway(config, context, { onAws: true });
  checkSso(config, context);
  const draft = draftOf(config);
  if (draft === undefined) return;
  const report: Report = (path, message, params) => {
    context.addIssue({ code: "custom", path: [...path], message, params: { ...params } });
  };
  for (const rule of rules) rule(draft, report);
  // A misnamed pool is not in the draft, and it may be the one that is missing.
  if (!context.issues.some(isWrongName)) checkPoolNames(draft, report);
  for (const [name, pool] of Object.entries(draft.pools)) {
    checkPool(name, pool, draft, report);
    checkInstanceTypes(name, pool, report);
  }
}

function isWrongName({ code, path }: z.core.$ZodRawIssue): boolean {
  return code === "invalid_key" && path?.[0] === "pools";
}
