/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as imdsv2Required } from "./imdsv2-required";
import { rule as metadataHopLimit } from "./metadata-hop-limit";
import { rule as noPublicIp } from "./no-public-ip";
import { rule as noSecretsInUserData } from "./no-secrets-in-user-data";

export const rules: readonly Rule[] = [imdsv2Required, metadataHopLimit, noPublicIp, noSecretsInUserData];
