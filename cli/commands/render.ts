/** `plinth render`: whole clusters as files, for others to apply. */

import { addActionCommand } from "../actions";
import type { Actions } from "../actions";
import type { CommonOptions, RegisterCommand } from "../command";
import type * as CheckModule from "../render/check";
import type * as DiffModule from "../render/diff";
import type * as ExplainModule from "../render/explain";
import type * as UpModule from "../render/up";
import type * as VersionsModule from "../render/versions";

/** Options of every action, as commander gives them. */
export type RenderOptions = CommonOptions & Readonly<Record<string, string | boolean | undefined>>;

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

const actions: Actions<RenderOptions> = {
  up: {
    options: Object.keys(upOptions),
    words: [0, 0],
    run: (_paths, options, context) =>
      (module.require("../render/up") as typeof UpModule).renderUp(options, context),
  },
  diff: {
    options: [],
    words: [2, 2],
    run: (paths, _options, context) =>
      (module.require("../render/diff") as typeof DiffModule).renderDiff(paths, context),
  },
  explain: {
    options: [],
    words: [1, 2],
    run: (paths) => (module.require("../render/explain") as typeof ExplainModule).renderExplain(paths),
  },
  check: {
    options: Object.keys(checkOptions),
    words: [1, 1],
    run: ([path = ""], options) =>
      (module.require("../render/check") as typeof CheckModule).renderCheck(path, options),
  },
  versions: {
    options: [],
    words: [0, 0],
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
  const command = addActionCommand(
    program,
    invoke,
    { command: "render", actions, noun: "path" },
    {
      description: "render a whole cluster as files for kubectl and Flux; nothing is applied",
      words: "what the action works on",
    },
  );
  for (const [flags, description] of Object.values({ ...upOptions, ...checkOptions }))
    command.option(flags, description);
};
