/** `plinth render`: whole clusters as files, for others to apply. */

import { PlinthError } from "../../model/errors";
import { nearest } from "../../model/nearest";
import type { CommandContext, CommandResult, CommonOptions, RegisterCommand } from "../command";
import type * as CheckModule from "../render/check";
import type * as DiffModule from "../render/diff";
import type * as ExplainModule from "../render/explain";
import type * as UpModule from "../render/up";
import type * as VersionsModule from "../render/versions";

/** Options of every action, as commander gives them. */
export type RenderOptions = CommonOptions & Readonly<Record<string, string | boolean | undefined>>;

/** One action of `render`. Its work is loaded when it is asked for. */
interface Action {
  /** Options that it has, by their names in code; all others are refused. */
  readonly options: readonly string[];
  /** Fewest and most paths that it takes. */
  readonly paths: readonly [number, number];
  readonly run: (
    paths: readonly string[],
    options: RenderOptions,
    context: CommandContext,
  ) => CommandResult | Promise<CommandResult>;
}

const upOptions = {
  provider: ["--provider <provider>", "aws, azure, gcp or proxmox"],
  name: ["--name <name>", "name of the cluster, a DNS-1123 label"],
  region: ["--region <region>", "region of the cloud; for Proxmox the name of the site"],
  workers: ["--workers <number>", "number of workers"],
  cpu: ["--cpu <number>", "least CPUs of a worker"],
  memory: ["--memory <GiB>", "least memory of a worker"],
  k8s: ["--k8s <minor>", "version of Kubernetes, such as 1.35"],
  talos: ["--talos <minor>", "version of Talos, such as 1.12"],
  recipes: ["--recipes <recipes>", "recipes, separated by commas"],
  registry: ["--registry <host/path>", "registry of the platform's own images, for the recipe router"],
  upstream: ["--upstream <url>", "API that the recipe router sends requests to, where llm is no recipe"],
  domain: ["--domain <domain>", "DNS domain of the cluster's services, for the recipe gateway"],
  addresses: ["--addresses <from-to>", "Proxmox: addresses of the machines, such as 10.0.0.20-10.0.0.40"],
  gateway: ["--gateway <address>", "Proxmox: gateway of their network"],
  endpoint: ["--endpoint <address>", "Proxmox: address of the API server"],
  project: ["--project <project>", "Google Cloud: ID of the project"],
  values: ["--values <file>", "values of the cluster, over the provider's defaults"],
  out: ["--out <folder>", "folder that gets the folder of the cluster"],
} as const;

const checkOptions = {
  schemas: [
    "--schemas <folder>",
    "JSON schemas that every object is held against, strict, with no kind skipped",
  ],
} as const;

const actions: Readonly<Record<string, Action>> = {
  up: {
    options: Object.keys(upOptions),
    paths: [0, 0],
    run: (_paths, options, context) =>
      (module.require("../render/up") as typeof UpModule).renderUp(options, context),
  },
  diff: {
    options: [],
    paths: [2, 2],
    run: (paths, _options, context) =>
      (module.require("../render/diff") as typeof DiffModule).renderDiff(paths, context),
  },
  explain: {
    options: [],
    paths: [1, 2],
    run: (paths) => (module.require("../render/explain") as typeof ExplainModule).renderExplain(paths),
  },
  check: {
    options: Object.keys(checkOptions),
    paths: [1, 1],
    run: ([path = ""], options) =>
      (module.require("../render/check") as typeof CheckModule).renderCheck(path, options),
  },
  versions: {
    options: [],
    paths: [0, 0],
    run: () => {
      const { rows, rules, text } = (
        module.require("../render/versions") as typeof VersionsModule
      ).versionsTable();
      return { document: { rows, rules }, text };
    },
  },
};

/** Adds `render <action>`; the documents of the actions are in docs/cli.md. */
export const registerRender: RegisterCommand = (program, invoke) => {
  const command = program
    .command("render")
    .description("render a whole cluster as files for kubectl and Flux; nothing is applied")
    .argument("<action>", Object.keys(actions).join(", "))
    .argument("[paths...]", "what the action works on");
  for (const [flags, description] of Object.values({ ...upOptions, ...checkOptions }))
    command.option(flags, description);
  command.action((name: string, paths: string[], options: RenderOptions) =>
    invoke(options, async (context) => {
      const action = find(name);
      check(name, action, paths, options);
      const result = await action.run(paths, options, context);
      return result;
    }),
  );
};

function find(name: string): Action {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action !== undefined) return action;
  const suggestion = nearest(name, Object.keys(actions));
  throw new PlinthError("usage", `There is no action '${name}' of render.`, {
    fix: `${suggestion === undefined ? "" : `Did you mean \`${suggestion}\`? `}The actions are: ${Object.keys(actions).join(", ")}.`,
  });
}

function check(name: string, action: Action, paths: readonly string[], options: RenderOptions): void {
  const [least, most] = action.paths;
  if (paths.length < least || paths.length > most)
    throw new PlinthError("usage", `render ${name} takes ${pathsWords(least, most)}, not ${paths.length}.`, {
      fix: "Run `./plinth help render` for what is allowed.",
    });
  const other = Object.keys(options).find(
    (option) => option !== "json" && option !== "verbose" && !action.options.includes(option),
  );
  if (other !== undefined)
    throw new PlinthError("usage", `render ${name} has no option --${other}.`, {
      fix: "Leave it out; `./plinth help render` shows the options.",
    });
}

function pathsWords(least: number, most: number): string {
  if (most === 0) return "no paths";
  return least === most ? `${most} ${most === 1 ? "path" : "paths"}` : `${least} to ${most} paths`;
}
