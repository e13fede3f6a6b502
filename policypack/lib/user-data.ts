/** What an instance runs when it starts. Whoever may describe the instance, or runs on it, can read it. */

import { gunzipSync } from "node:zlib";
import type { Truth } from "./truth";

/** What a secret looks like in a script or a config. A value that begins as a reference does is looked up when it runs. */
const signs = [
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /(password|passwd|secret|token|api_?key|access_?key)["']?[ \t]*[=:][ \t]*["']?[^\s"'$`<{(]/i,
  /:\/\/[^\s:@/]+:[^\s:@/$]+@/,
];

/** More than the 16 KB that AWS takes come to when they are unpacked. */
const longestBytes = 16 * 1024 * 1024;

/** Whether user data holds a secret, be it a text, a text in base64, or such a text compressed. */
export function holdsSecret(userData: string): Truth {
  const decoded = unpacked(Buffer.from(userData, "base64"));
  if (hasSign(userData)) return true;
  return decoded && hasSign(decoded.toString("utf8"));
}

function hasSign(text: string): boolean {
  return signs.some((sign) => sign.test(text));
}

function unpacked(data: Buffer): Buffer | undefined {
  const isCompressed = data[0] === 0x1f && data[1] === 0x8b;
  if (!isCompressed) return data;
  try {
    return gunzipSync(data, { maxOutputLength: longestBytes });
  } catch {
    return undefined;
  }
}
