/** Secrets in files: what secretlint's recommended rules find, and what the proofs of rendered clusters do. */

import { readTree } from "../../cli/render/proofs/objects";
import { proveSecrets } from "../../cli/render/proofs/secrets";
import { isYaml } from "./staged";
import type { Files } from "./staged";

/** A finding: where, and the sentence. The secret itself is not in it. */
export interface Finding {
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
  readonly message: string;
}

/** Secrets of documentation and of tests, which open nothing: AWS's own example, and the best known password. */
const examples = /wJalrXUtnFEMI\/K7MDENG[+/]bPxRfiCYEXAMPLEKEY|hunter2/g;

/** Secrets in clear text. */
export async function secretsIn(files: Files): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const [file, text] of files) found.push(...(await lint(file, text)));
  const yaml = new Map([...files].filter(([path]) => isYaml(path)));
  for (const { file, line, message } of proveSecrets(readTree(yaml)))
    if (!found.some((other) => other.file === file && other.line === line))
      found.push({ file, line, message });
  return found;
}

async function lint(file: string, text: string): Promise<Finding[]> {
  // The packages are modules of their own kind, and take a while to load.
  const { lintSource } = await import("@secretlint/core");
  const { creator } = await import("@secretlint/secretlint-rule-preset-recommend");
  const rules = [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, options: {} }];
  const { messages } = await lintSource({
    source: {
      filePath: file,
      content: text.replaceAll(examples, ""),
      ext: file.split(".").at(-1) ?? "",
      contentType: "text",
    },
    options: {
      config: { rules },
      noPhysicFilePath: true,
      maskSecrets: true,
    },
  });
  return messages.map(({ loc, message }) => ({
    file,
    line: loc.start.line,
    message: `Here stands a secret in clear text (${message}). Take it out, and change it where it opens something.`,
  }));
}
