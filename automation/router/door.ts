/** Which router is asked, and with which admin key. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PlinthError } from "../../model/errors";
import { serviceUrls } from "../../model/service-urls";
import type { LocalStack } from "../local/stack";
import { dataDirOf, loadLocalStack, resolveVariables } from "../local/stack";
import { repositoryRoot } from "../paths";

/** What was given on the command line. */
export interface DoorArgs {
  /** The local stack whose router is asked, where there is no `url`. */
  readonly stack: string;
  /** Address of another router, with or without `/v1`. @default the router of the stack */
  readonly url?: string;
  /** File with its admin key. @default the one that the stack's router reads */
  readonly adminKeyFile?: string;
}

/** A router's admin API, and what opens it. */
export interface Door {
  /** Without a slash at its end, as in `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly adminKey: string;
  /** Where the key was read, for sentences. */
  readonly adminKeyFile: string;
  /** The local stack; `undefined` for a router that was given by its address. */
  readonly stack: string | undefined;
}

/** A key in a header: one word of visible ASCII characters. */
const KEY = /^[\x21-\x7e]+$/;

/**
 * The router that was asked for, or else that of the local stack.
 *
 * @throws PlinthError usage for an address that is none, or that comes without a key; router-admin-key for a file that
 *   holds no key; as `loadLocalStack` for the stack.
 */
export function doorOf({ stack, url, adminKeyFile }: DoorArgs, root: string = repositoryRoot): Door {
  if (url === undefined) return localDoor(loadLocalStack(stack, root), adminKeyFile);
  if (adminKeyFile === undefined)
    throw new PlinthError("usage", "--url names a router, and no --admin-key-file its admin key.", {
      fix: "Give the file that holds the admin key of that router; a key itself is never an argument.",
    });
  return {
    url: addressOf(url),
    adminKey: readKey(adminKeyFile, `Write the router's admin key into it, and nothing else.`),
    adminKeyFile,
    stack: undefined,
  };
}

function localDoor(stack: LocalStack, given: string | undefined): Door {
  const { name } = stack;
  // The port and the folder are the same however the images come.
  const { values } = resolveVariables(stack, "pull");
  const file = given ?? join(dataDirOf(stack, values), "secrets", "router", "admin_key");
  const fix = `\`./plinth up ${name}\` makes the key of this stack's router; \`--url\` and \`--admin-key-file\` name another.`;
  return {
    url: serviceUrls(values).router.replace(/\/v1$/, ""),
    adminKey: readKey(file, fix),
    adminKeyFile: file,
    stack: name,
  };
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined &&
    ["http:", "https:"].includes(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === "";
  if (!isPlain) {
    // It may hold a password.
    const shown = text.replace(/\/\/[^/@]*@/, "//***@").slice(0, 200);
    throw new PlinthError("usage", `--url is ${JSON.stringify(shown)}, which is no address of a router.`, {
      fix: "Give an http or https URL without user name, password, query or fragment, such as http://127.0.0.1:8000.",
    });
  }
  return url.href.replace(/\/+$/, "").replace(/\/v1$/, "");
}

function readKey(file: string, fix: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    const hidden = code === "EACCES" || code === "EPERM";
    throw new PlinthError("router-admin-key", `The admin key cannot be read from ${file} (${code}).`, {
      fix: hidden ? "The file belongs to another user: run the same command with `sudo`." : fix,
      cause: error,
    });
  }
  if (KEY.test(text)) return text;
  const what = text === "" ? "is empty" : "holds no key: a key is one word of visible ASCII characters";
  throw new PlinthError("router-admin-key", `The file ${file} ${what}.`, { fix });
}
