import assert from "node:assert/strict";
import { PlinthError } from "../../model/errors";

/** The error of ours that something ends with; fails where it ends well or with another. */
export async function failure(run: Promise<unknown>): Promise<PlinthError> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PlinthError, String(error));
  return error;
}
