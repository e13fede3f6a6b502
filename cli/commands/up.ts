/** `plinth up`: brings a stack up. */

import type * as UpModule from "../../automation/up";
import { Option } from "commander";
import type { UpResult } from "../../automation/up";
import { engineRequests } from "../../automation/engine/choose";
import type { EngineRequest } from "../../automation/engine/choose";
import type { CommonOptions, RegisterCommand } from "../command";
import type { Colours } from "../colours";
import { secondsOption } from "../options";
import { formatSeconds, paintPhase } from "../phases";
import { formatTable } from "../table";

interface UpOptions extends CommonOptions {
  readonly images?: "auto" | "pull" | "build";
  readonly engine: EngineRequest;
  readonly timeout: number;
}

/**
 * Adds `up [stack]`. `--json` answers with an `UpResult`: `{stack, engine: {name, version, reason}, images: {mode,
 * reason}, services: [{service, container, image, phase, url, seconds}], credentials, seconds, parts}`.
 */
export const registerUp: RegisterCommand = (program, invoke) => {
  program
    .command("up")
    .description("bring a stack up and wait until every service is healthy")
    .argument("[stack]", "name of the stack, as in Pulumi.<stack>.yaml", "dev")
    .addOption(
      new Option("--images <how>", "how the images come (default: the stack's plinth:images)").choices([
        "auto",
        "pull",
        "build",
      ]),
    )
    .addOption(new Option("--engine <engine>", "what does the work").choices(engineRequests).default("auto"))
    .addOption(secondsOption("--timeout <seconds>", "how long the services may take to become healthy", 600))
    .action((stack: string, options: UpOptions) =>
      invoke(options, async ({ reporter, signal, terminal }) => {
        const { up } = module.require("../../automation/up") as typeof UpModule;
        const { images, engine, timeout } = options;
        const args = { stack, engine, timeoutSeconds: timeout, ...(images === undefined ? {} : { images }) };
        const result = await up(args, { reporter, signal });
        reporter.clear();
        return { document: result, text: formatUp(result, terminal.colours) };
      }),
    );
};

function formatUp(result: UpResult, colours: Colours): string {
  const head = ["SERVICE", "STATE", "SECONDS", "URL"].map((title) => colours.bold(title));
  const rows = result.services.map(({ service, phase, seconds, url }) => [
    service,
    paintPhase(phase, colours),
    formatSeconds(seconds).padStart(7),
    url === null ? "" : colours.cyan(url),
  ]);
  return [
    formatTable([head, ...rows]),
    "",
    `The stack ${result.stack} is up after ${formatSeconds(result.seconds)}.`,
    `Credentials: ${result.credentials}`,
  ].join("\n");
}
