import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { AwsMachine } from "../aws-stand-in/machine";
import type { Call } from "../aws-stand-in/journal";
import { PulumiProgram, pulumiForTests } from "./pulumi-program";
import { repository } from "./stack";
import type { Finished } from "./stack";

/** A resource in the engine's state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly parent?: string;
  readonly provider?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

/** Settings of a stack, as in `Pulumi.<stack>.yaml`. */
export type Settings = Readonly<Record<string, unknown>>;

/** A program on AWS, brought up by the real engine on the stand-in for AWS. */
export class EksStack {
  private constructor(
    readonly machine: AwsMachine,
    private readonly program: PulumiProgram,
    private readonly name: string,
  ) {}

  /**
   * Starts a stand-in and makes a stack; or says why neither can be.
   *
   * @param source folder of the program.
   */
  static async create(source: string, name: string): Promise<EksStack | { readonly missing: string }> {
    const found = await pulumiForTests("eks");
    if ("missing" in found) return found;
    let machine: AwsMachine;
    try {
      machine = await AwsMachine.start(found.path);
    } catch (error) {
      return { missing: `the stand-in for AWS does not start: ${String(error)}` };
    }
    const program = new PulumiProgram(found.path, source, machine.environment);
    const stack = new EksStack(machine, program, name);
    await stack.succeeds("stack", "init", name);
    return stack;
  }

  /**
   * Writes the stack's settings: those of the repository's `prod` with changes. Nothing is installed on the cluster, as
   * the stand-in has no API server, so nodes need no way to the registries either.
   */
  configure(changes: Settings = {}): void {
    const { config } = parse(readFileSync(join(repository, "Pulumi.prod.yaml"), "utf8")) as {
      config: Settings;
    };
    // What is undefined is not written.
    const bare = { ...config, "plinth:recipes": [], "plinth:internetEgress": undefined };
    const path = join(this.program.folder, `Pulumi.${this.name}.yaml`);
    const salt = /^encryptionsalt: .*$/m.exec(readFileSync(path, "utf8"))?.[0] ?? "";
    writeFileSync(path, `${salt}\n${stringify({ config: { ...bare, ...changes } })}`);
  }

  run(...args: readonly string[]): Promise<Finished> {
    return this.program.run(args);
  }

  /**
   * Runs a command that has to succeed, and returns what it printed.
   *
   * @throws Error with everything that it printed, where it fails.
   */
  async succeeds(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  up(...args: readonly string[]): Promise<string> {
    return this.succeeds("up", "--yes", "--skip-preview", "--suppress-outputs", ...args);
  }

  destroy(): Promise<string> {
    return this.succeeds("destroy", "--yes", "--skip-preview");
  }

  /** What the engine knows of. */
  async state(): Promise<readonly StateResource[]> {
    const exported = JSON.parse(await this.succeeds("stack", "export")) as {
      deployment: { resources?: StateResource[] };
    };
    return exported.deployment.resources ?? [];
  }

  /** How many calls there were so far, for `changesSince`. */
  get moment(): number {
    return this.machine.standIn.aws.journal.all.length;
  }

  /** What was changed on AWS since a moment, as `update aws:ec2/launchTemplate:LaunchTemplate cpu`, sorted. */
  changesSince(moment: number): readonly string[] {
    return this.callsSince(moment)
      .map(({ method, type, name }) => `${method} ${type} ${name}`)
      .sort();
  }

  /** Calls since a moment that changed something on AWS, in order. */
  callsSince(moment: number): readonly Call[] {
    return this.machine.standIn.aws.journal.changes(moment);
  }

  /** Deletes the state, and stops the stand-in. */
  remove(): void {
    this.program.remove();
    this.machine.stop();
  }
}

/** What each resource must outlive: whatever it depends on in the engine's state. */
export function dependenciesOf(resource: StateResource): readonly string[] {
  const ofProperties = Object.values(resource.propertyDependencies ?? {}).flatMap((urns) => urns ?? []);
  const parent = resource.parent === undefined ? [] : [resource.parent];
  return [...new Set([...(resource.dependencies ?? []), ...ofProperties, ...parent])];
}
