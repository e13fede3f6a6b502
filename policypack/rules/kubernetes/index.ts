/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as capabilitiesAdded } from "./capabilities-added";
import { rule as capabilitiesDropped } from "./capabilities-dropped";
import { rule as chartSourceAlive } from "./chart-source-alive";
import { rule as chartVersionPinned } from "./chart-version-pinned";
import { rule as hostIpc } from "./host-ipc";
import { rule as hostNetwork } from "./host-network";
import { rule as hostPath } from "./host-path";
import { rule as hostPid } from "./host-pid";
import { rule as imagePinned } from "./image-pinned";
import { rule as imageRegistry } from "./image-registry";
import { rule as limitsSet } from "./limits-set";
import { rule as livenessProbe } from "./liveness-probe";
import { rule as networkPolicy } from "./network-policy";
import { rule as privilegeEscalation } from "./privilege-escalation";
import { rule as privileged } from "./privileged";
import { rule as rbacWildcards } from "./rbac-wildcards";
import { rule as readOnlyRoot } from "./read-only-root";
import { rule as readinessProbe } from "./readiness-probe";
import { rule as requestsSet } from "./requests-set";
import { rule as runAsNonRoot } from "./run-as-non-root";
import { rule as seccompProfile } from "./seccomp-profile";
import { rule as serviceAccountToken } from "./service-account-token";

export const rules: readonly Rule[] = [
  privileged,
  privilegeEscalation,
  hostNetwork,
  hostPid,
  hostIpc,
  hostPath,
  runAsNonRoot,
  capabilitiesDropped,
  capabilitiesAdded,
  seccompProfile,
  readOnlyRoot,
  serviceAccountToken,
  livenessProbe,
  readinessProbe,
  requestsSet,
  limitsSet,
  imagePinned,
  imageRegistry,
  networkPolicy,
  rbacWildcards,
  chartVersionPinned,
  chartSourceAlive,
];
