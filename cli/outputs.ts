/** Where the forms of a preview's answer go: `--format` and `--out` in pairs, and one form to standard output. */

import type { Option } from "commander";
import { reportFormats } from "../automation/report/formats";
import type { ReportFormat } from "../automation/report/formats";
import { PlinthError } from "../model/errors";
import { repeatableOption } from "./options";

/** What was asked for on the command line. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly format?: readonly ReportFormat[];
  readonly out?: readonly string[];
}

/** Where the answer goes. */
export interface Outputs {
  /** The form on standard output. */
  readonly shown: ReportFormat;
  readonly files: readonly { readonly path: string; readonly format: ReportFormat }[];
}

/** The two options. */
export const outputOptions: readonly Option[] = [
  repeatableOption("--format <format>", "form of the answer, with its --out; may be repeated", reportFormats),
  repeatableOption("--out <file>", "file for the form of the --format at the same place; may be repeated"),
];

/**
 * The first `--out` is for the first `--format` and so on. A form without a file goes to standard output; where each
 * has one, a table goes there.
 *
 * @throws PlinthError usage where the two do not go together.
 */
export function outputsOf({ json = false, format, out = [] }: OutputOptions): Outputs {
  if (json && format !== undefined && !format.every((one) => one === "json"))
    throw usage(`--json asks for JSON and --format for ${format.join(", ")}.`, "Leave one of them out.");
  const formats: readonly ReportFormat[] = format ?? (json ? ["json"] : ["table"]);
  const loose = formats.length - out.length;
  if (loose < 0 || loose > 1)
    throw usage(
      `--out is given ${times(out.length)} and --format ${times(format?.length ?? 0)}.`,
      "Give each --format its --out; only the last one may go without and to standard output.",
    );
  return {
    shown: formats[out.length] ?? (json ? "json" : "table"),
    files: formats.slice(0, out.length).map((one, index) => ({ format: one, path: out[index] ?? "" })),
  };
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function usage(message: string, fix: string): PlinthError {
  return new PlinthError("usage", message, { fix: `${fix} \`./plinth help preview\` shows the options.` });
}
