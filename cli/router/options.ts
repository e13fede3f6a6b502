/** Options of the commands that ask a router, and the router that they mean. */

import type { Command } from "commander";
import { AdminApi } from "../../automation/router/api";
import { doorOf } from "../../automation/router/door";
import type { CommandContext, CommonOptions } from "../command";

/** Which router is asked. */
export interface DoorOptions extends CommonOptions {
  readonly stack?: string;
  readonly url?: string;
  readonly adminKeyFile?: string;
}

/** Names in code of the options that every action has. */
export const doorOptionNames = ["stack", "url", "adminKeyFile"] as const;

/** Adds the options that say which router is asked. */
export function addDoorOptions(command: Command): Command {
  return command
    .option("--stack <stack>", "the local stack whose router is asked")
    .option("--url <url>", "another router's address, with --admin-key-file")
    .option("--admin-key-file <file>", "file that holds the router's admin key");
}

/** The admin API of the router that was asked for. */
export function apiOf(
  { stack = "dev", url, adminKeyFile }: DoorOptions,
  { reporter, signal }: CommandContext,
): AdminApi {
  const door = doorOf({
    stack,
    ...(url !== undefined && { url }),
    ...(adminKeyFile !== undefined && { adminKeyFile }),
  });
  const { protocol, hostname } = new URL(door.url);
  if (protocol === "http:" && !isThisMachine(hostname))
    reporter.note(`The admin key goes to ${hostname} without TLS; give an https address where there is one.`);
  return new AdminApi(door, signal);
}

/** Whether a request to the host stays on this machine. */
function isThisMachine(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.|\.localhost$/.test(hostname);
}
