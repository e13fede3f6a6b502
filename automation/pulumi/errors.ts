/** What Pulumi's failures mean. */

import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { PlinthError } from "../../model/errors";
import { engineError } from "../docker";
import { cacheFolder } from "../paths";
import { lastLines } from "../process";
import { stateFile } from "./state";

const wrongPassphrase =
  /incorrect passphrase|passphrase must be set|unable to find either `?PULUMI_CONFIG_PASSPHRASE/i;
const corruptState =
  /failed to load checkpoint|could not unmarshal|invalid character .* looking for|unexpected end of JSON input|snapshot integrity|could not deserialize deployment/i;
const locked = /the stack is currently locked by|\[409\] Conflict/i;

/**
 * A failure of Pulumi as an error of the catalogue.
 *
 * @param diagnostics what the engine reported about resources, most telling last.
 */
export function pulumiError(error: unknown, stack: string, diagnostics: readonly string[] = []): PlinthError {
  if (error instanceof PlinthError) return error;
  const message = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
  const said = [...diagnostics, message].join("\n");
  if (wrongPassphrase.test(said)) return passphraseError(stack);
  if (locked.test(said)) return lockError(stack, said);
  // A service that prints broken JSON into a diagnostic is no corrupt state.
  if (corruptState.test(message) && diagnostics.length === 0) return stateError(stack, message);
  const engine = engineError({ exitCode: 1, stdout: "", stderr: said, timedOut: false, notFound: false });
  if (engine !== undefined) return engine;
  const details = diagnostics.length > 0 ? diagnostics : lastLines(message, 8);
  return new PlinthError("operation-failed", `Pulumi could not finish its work on the stack ${stack}.`, {
    details,
    cause: error,
  });
}

function passphraseError(stack: string): PlinthError {
  const given =
    process.env["PULUMI_CONFIG_PASSPHRASE"] === undefined
      ? "PULUMI_CONFIG_PASSPHRASE_FILE"
      : "PULUMI_CONFIG_PASSPHRASE";
  const fromUser = process.env[given] !== undefined;
  const source = fromUser ? `your ${given}` : join(cacheFolder, "passphrase");
  return new PlinthError(
    "passphrase-wrong",
    `The passphrase from ${source} does not open the stack ${stack}.`,
    {
      fix: fromUser
        ? `Set ${given} to the passphrase that the stack was made with, or unset it to use the generated one. Nothing was changed.`
        : "Put the passphrase file of this state back from a backup. Nothing was changed.",
    },
  );
}

function lockError(stack: string, said: string): PlinthError {
  const by = /created by .*/i.exec(said)?.[0];
  return new PlinthError("stack-locked", `Another operation holds the stack ${stack}.`, {
    details: by === undefined ? [] : [by],
    fix:
      "Wait for it to end. If it was ended by force, remove its lock: " +
      `\`eval "$(./plinth env)" && pulumi cancel --stack ${stack} --yes\`.`,
  });
}

function stateError(stack: string, message: string): PlinthError {
  const reason = /error: (.*)/.exec(message)?.[1] ?? lastLines(message, 1)[0] ?? "";
  const file = stateFile(stack);
  return new PlinthError("state-corrupt", `The state of the stack ${stack} cannot be read: ${reason}.`, {
    details: [
      `State: ${file}`,
      `The state before the last change: ${file}.bak`,
      `Older ones: ${join(cacheFolder, "state", ".pulumi", "backups", "plinth", stack)}`,
    ],
    fix: `Look at the backup, then put it in place: \`cp ${file}.bak ${file}\`. Nothing was changed or deleted.`,
  });
}
