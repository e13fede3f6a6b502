/** `./plinth drill restore` on a cluster, as a person runs it. */

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { RestoreDrillResult } from "../../../automation/drills/restore";
import { repository } from "../../helpers/stack";
import type { Cluster } from "../control-plane/cluster";
import { environmentFor } from "./runbook";

/** What came of the command. */
export interface Drilled {
  readonly code: number | null;
  /** Its answer; what it says of an error stands beside it. */
  readonly document: Partial<RestoreDrillResult> & { readonly error?: DrillError };
  /** What it has said on the way. */
  readonly said: string;
}

/** An error, as `--json` has it. */
export interface DrillError {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
  readonly details?: readonly string[];
}

/** What is done when the command says something: `child` is the command in a process group of its own. */
export type OnSaid = (line: string, child: ChildProcess) => void;

/** The command for one cluster. */
export class DrillCommand {
  private readonly stack: string;
  private readonly file: string;

  constructor(private readonly cluster: Cluster) {
    this.stack = `e2e-drill-${process.pid}`;
    this.file = join(repository, `Pulumi.${this.stack}.yaml`);
    const config = {
      "plinth:target": "kubernetes",
      "plinth:kubeconfig": cluster.kubeconfig,
      "plinth:context": "test",
    };
    writeFileSync(this.file, stringify({ config }));
  }

  /** Runs it to its end. */
  async run(onSaid: OnSaid = () => undefined): Promise<Drilled> {
    const child = spawn(
      join(repository, "plinth"),
      ["drill", "restore", this.stack, "--json", "--timeout=120"],
      {
        env: { ...process.env, ...environmentFor(this.cluster) },
        detached: true,
      },
    );
    let [answer, said] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (answer += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      for (const line of text.split("\n").filter((one) => one !== "")) onSaid(line, child);
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, document: answer === "" ? {} : (JSON.parse(answer) as Drilled["document"]), said };
  }

  /** Removes the stack's file. */
  forget(): void {
    rmSync(this.file, { force: true });
  }
}
