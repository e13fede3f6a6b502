/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as buildSecrets } from "./build-secrets";
import { rule as healthCheck } from "./health-check";
import { rule as hostNamespaces } from "./host-namespaces";
import { rule as imagePinned } from "./image-pinned";
import { rule as loopbackPorts } from "./loopback-ports";
import { rule as memoryLimit } from "./memory-limit";
import { rule as privileged } from "./privileged";
import { rule as socket } from "./socket";
import { rule as userNotRoot } from "./user-not-root";

export const rules: readonly Rule[] = [
  imagePinned,
  userNotRoot,
  healthCheck,
  buildSecrets,
  socket,
  loopbackPorts,
  memoryLimit,
  privileged,
  hostNamespaces,
];
