import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { WRITTEN_FROM_SDK } from "../output";
import type { Output } from "../output";

const PACKAGE = "@pulumi/aws";
const FILE = "policypack/lib/taggable-types.json";

/** The type that a module of the SDK defines, where resources of it can be tagged: only those have `tagsAll`. */
export function taggableType(source: string): string | undefined {
  return source.includes('["tagsAll"]') ? /__pulumiType = '([^']+)'/.exec(source)?.[1] : undefined;
}

/** The compiled modules are read in place of the typings: they say the same, and name the type besides. */
async function taggableTypes(sdk: string): Promise<string[]> {
  const entries = await readdir(sdk, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== "types");
  const found = await Promise.all(
    folders.map(async ({ name }) => {
      const files = (await readdir(join(sdk, name))).filter((file) => file.endsWith(".js"));
      const sources = await Promise.all(files.map((file) => readFile(join(sdk, name, file), "utf8")));
      return sources.flatMap((source) => taggableType(source) ?? []);
    }),
  );
  return found.flat().sort();
}

/** `policypack/lib/taggable-types.json`: every type of AWS whose resources carry tags. */
export const taggableTypesList: Output = {
  title: "the AWS types that carry tags",
  produce: async (root) => {
    const sdk = join(root, "node_modules", PACKAGE);
    const { version } = JSON.parse(await readFile(join(sdk, "package.json"), "utf8")) as { version: string };
    const list = { comment: WRITTEN_FROM_SDK, package: PACKAGE, version, types: await taggableTypes(sdk) };
    return { [FILE]: await format(JSON.stringify(list), { parser: "json", printWidth: 110 }) };
  },
};
