/** `plinth.calls.json`: results of reads from the cloud, recorded for plans without one. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { PlinthError } from "../../model/errors";
import type { RecordedCall } from "./protocol";

/** Name of the file beside Pulumi.yaml. */
export const callsFileName = "plinth.calls.json";

const callsFile = z.strictObject({
  calls: z.array(
    z.strictObject({
      token: z.string().min(1),
      args: z.record(z.string(), z.unknown()).optional(),
      result: z.record(z.string(), z.unknown()),
    }),
  ),
});

const example =
  '{"calls": [{"token": "aws:index/getCallerIdentity:getCallerIdentity", "result": {"accountId": "123456789012"}}]}';

/**
 * The recorded reads of a program.
 *
 * @param path the file. @default `plinth.calls.json` in the program's folder, where it exists
 * @throws PlinthError calls-invalid with every mistake.
 */
export function readRecordedCalls(folder: string, path?: string): readonly RecordedCall[] {
  const file = path ?? join(folder, callsFileName);
  if (!existsSync(file)) {
    if (path === undefined) return [];
    throw new PlinthError("calls-invalid", `There is no file ${file} with recorded reads.`);
  }
  const result = callsFile.safeParse(parseJson(file));
  if (result.success) return result.data.calls;
  throw new PlinthError("calls-invalid", `${file} is not a file of recorded reads.`, {
    details: result.error.issues.map(
      ({ path: keys, message }) => `${keys.map(String).join(".") || "file"}: ${message}`,
    ),
    fix: `Write it as ${example}`,
  });
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PlinthError("calls-invalid", `${file} is not JSON: ${error.message}`, {
      fix: `Write it as ${example}`,
      cause: error,
    });
  }
}
