import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { variables } from "../../../model/variables";
import type { Output } from "../output";

const FOLDER = "docker-compose";
const standards = new Map(variables.map(({ name, standard }) => [name, standard]));

/** A compose file with the default inside each `${PLINTH_X:-default}` as the model has it; all else untouched. */
export function withDefaults(text: string): string {
  return text.replaceAll(/\$\{(PLINTH_[A-Z0-9_]+):-([^}]*)\}/g, (whole, name: string) => {
    const standard = standards.get(name);
    return standard === undefined ? whole : `\${${name}:-${standard}}`;
  });
}

/** The compose files' defaults: images, ports, paths. */
export const composeDefaults: Output = {
  title: "the defaults inside the compose files",
  produce: async (root) => {
    const names = (await readdir(join(root, FOLDER))).filter((name) => /\.ya?ml$/.test(name)).sort();
    const entries = names.map(async (name): Promise<[string, string]> => {
      const text = await readFile(join(root, FOLDER, name), "utf8");
      return [`${FOLDER}/${name}`, withDefaults(text)];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
};
