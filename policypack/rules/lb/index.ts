/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as internal } from "./internal";
import { rule as listenerEncrypted } from "./listener-encrypted";
import { rule as tlsPolicy } from "./tls-policy";

export const rules: readonly Rule[] = [listenerEncrypted, tlsPolicy, internal];
