/** What is mounted into a container, in Compose's short and long form. */

import { z } from "zod";
import { flag, judgedBy, mustBe, strict, text } from "./fields";

/** A mount as it is written: its source may still be a relative path. */
export interface WrittenMount {
  readonly kind: "bind" | "volume";
  /** Path on the host or key of a volume; `undefined` for a volume without a name. */
  readonly source: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
  readonly selinux: "z" | "Z" | undefined;
}

const FORM = '"source:/path", "source:/path:ro" or "/path"';
const MODES: ReadonlySet<string> = new Set(["ro", "rw", "z", "Z"]);

const shortMount = z.string(mustBe(FORM)).transform((value, context): WrittenMount => {
  const mount = readShort(value);
  if (typeof mount !== "string") return mount;
  context.addIssue(mount);
  return z.NEVER;
});

/** The mount, or what is wrong with it. */
function readShort(value: string): WrittenMount | string {
  const parts = value.split(":");
  const source = parts.length === 1 ? undefined : parts[0];
  const [target = "", modes = "rw"] = parts.slice(source === undefined ? 0 : 1);
  if (parts.length > 3 || source === "") return mustBe(FORM).error({ input: value });
  const problem = targetProblem(target);
  if (problem !== undefined) return problem;
  const flags = modes.split(",");
  const unknown = flags.find((flag) => !MODES.has(flag));
  if (unknown !== undefined) return `has the mode ${JSON.stringify(unknown)}; supported are ro, rw, z and Z`;
  if (source?.startsWith("~") === true)
    return `begins with ~; write the path in full: ${JSON.stringify(value)}`;
  const selinux = flags.find((flag): flag is "z" | "Z" => flag === "z" || flag === "Z");
  const kind = source !== undefined && /^[./]/.test(source) ? "bind" : "volume";
  return { kind, source, target: withoutEndingSlash(target), readOnly: flags.includes("ro"), selinux };
}

function targetProblem(target: string): string | undefined {
  return target.startsWith("/")
    ? undefined
    : `must mount to an absolute path in the container, and mounts to ${JSON.stringify(target)}`;
}

/** A path as the engine reports it. */
export function withoutEndingSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}

/** Keys of a mount's long form. */
export const longMountShape = {
  type: z.enum(["bind", "volume"], mustBe("bind or volume; for a tmpfs use the key tmpfs")),
  source: text().optional(),
  target: z.string(mustBe("an absolute path")).regex(/^\//, mustBe("an absolute path")),
  read_only: flag().default(false),
};

const longMount = strict(longMountShape, FORM).transform((mount, context): WrittenMount => {
  if (mount.type === "bind" && mount.source === undefined)
    context.addIssue("is a bind mount without a source");
  return {
    kind: mount.type,
    source: mount.source,
    target: withoutEndingSlash(mount.target),
    readOnly: mount.read_only,
    selinux: undefined,
  };
});

const mount = z
  .unknown()
  .transform((value, context): WrittenMount =>
    judgedBy(typeof value === "object" && value !== null ? longMount : shortMount, value, context),
  );

/** The mounts of a service. */
export const mountList = z.array(mount, mustBe("a list of mounts"));
