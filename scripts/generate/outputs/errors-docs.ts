import { errorCatalogue, exitCodes } from "../../../model/errors";
import { code, page, prose, sentencePerLine, table } from "../markdown";
import type { Output } from "../output";

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: "All went well.",
  failed: "The operation itself failed.",
  badInput: "What was given is wrong: the command line, the stack's config or the compose file.",
  machine:
    "The machine is not ready: Docker is missing or unreachable, a port is taken, a disk is full, AWS cannot be asked.",
  state: "The stack's state cannot be used as it is: a wrong passphrase, a corrupted file, a lock.",
  interrupted: "Stopped by Ctrl-C or a signal.",
};

const names = Object.keys(meanings) as (keyof typeof exitCodes)[];

/** `docs/reference/errors.md`: the exit codes and the catalogue of errors. */
export const errorsDocs: Output = {
  title: "the page of errors",
  produce: async () => {
    const exits = table(
      ["Exit code", "Meaning"],
      names.map((name) => [String(exitCodes[name]), meanings[name]]),
    );
    const entries = Object.entries(errorCatalogue).map(([errorCode, { title, exitCode, fix }]) =>
      [
        `### ${code(errorCode)}`,
        prose(title),
        `Exit code: ${String(exitCode)}.`,
        `What to do: ${sentencePerLine(prose(fix))}`,
      ].join("\n\n"),
    );
    const introduction = [
      "Every error that Plinth raises has a code, says what was wrong, what was given and what is allowed, and closes with what to do.",
      "With `--json` the same is an object with the fields `code`, `message`, `details`, `fix` and `exitCode`.",
    ].join("\n");
    const text = await page("Errors and exit codes", [
      introduction,
      "## Exit codes",
      exits,
      "## Errors",
      ...entries,
    ]);
    return { "docs/reference/errors.md": text };
  },
};
