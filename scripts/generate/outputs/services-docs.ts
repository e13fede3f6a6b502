import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { parse } from "yaml";
import { ComposeConfig } from "../../../model/config/schema";
import type { Ports } from "../../../model/config/schema";
import { images, imageIds, imageVariable } from "../../../model/versions";
import type { ImageId } from "../../../model/versions";
import { withDefaults } from "./compose-defaults";
import { code, table } from "../markdown";
import type { Output } from "../output";

const COMPOSE_FILE = "docker-compose/docker-compose.minimal.yaml";
const PAGES = ["README.md", "docs/local-stack/services.md", "docs/how-to/add-a-service.md"];

/** A service that people open, in the order in which the docs list them. */
interface OpenService {
  readonly title: string;
  readonly image: ImageId;
  readonly purpose: string;
  /** Label before `.localhost`. */
  readonly host: string;
  /** Its own port; `undefined` where it answers to its host name only. */
  readonly port: keyof Ports | undefined;
  /** What follows the port's address. */
  readonly path: string;
}

const openServices: readonly OpenService[] = [
  {
    title: "Prefect",
    image: "prefect",
    host: "prefect",
    port: "prefect",
    path: "",
    purpose: "flows, schedules, runs",
  },
  {
    title: "MLflow",
    image: "mlflow",
    host: "mlflow",
    port: "mlflow",
    path: "",
    purpose: "experiments, models, artifacts",
  },
  { title: "Vault", image: "vault", host: "vault", port: "vault", path: "", purpose: "secrets" },
  {
    ...{ title: "Router", image: "router", host: "router", port: "router", path: "/v1" },
    purpose: "OpenAI-compatible door to a model",
  },
  {
    title: "Traefik",
    image: "traefik",
    host: "traefik",
    port: undefined,
    path: "",
    purpose: "the one entrance; its dashboard",
  },
];

/** What the docs say of a service of the compose file. */
interface ComposeService {
  readonly image: string;
  readonly restart?: string;
  readonly mem_limit?: string;
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

const { ports } = ComposeConfig.parse({ target: "compose" });

/** A link that shows the address without its scheme. */
function link(address: string): string {
  return `[${address}](http://${address})`;
}

function openRow({ title, image, host, port, path, purpose }: OpenService): string[] {
  const byName = link(`${host}.localhost:${String(ports.web)}${path}`);
  const byPort = port === undefined ? "" : link(`127.0.0.1:${String(ports[port])}${path}`);
  return [title, byName, byPort, purpose, images[image].version];
}

function imageOf({ image }: ComposeService): string {
  const id = imageIds.find((one) => image.startsWith(`\${${imageVariable(one)}:-`));
  return id === undefined ? "" : `${id} ${images[id].version}`;
}

function containerRow([name, service]: [string, ComposeService]): string[] {
  const oneShot = service.restart === "no";
  const needs = Object.keys(service.depends_on ?? {}).map(code);
  return [
    code(name),
    oneShot ? "ends" : "stays",
    imageOf(service),
    service.mem_limit ?? "",
    service.networks?.join(", ") ?? "none",
    needs.join(", ") || "nobody",
  ];
}

/** The text with what stands between a part's two marks replaced; untouched where the marks are not there. */
export function withPart(text: string, name: string, part: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- /generated: ${name} -->`;
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) return text;
  return `${before}${begin}\n\n${part.trim()}\n\n${end}${after}`;
}

/** The tables of services in the README and in the docs, and the images that an example there names. */
export const servicesDocs: Output = {
  title: "the tables of services",
  produce: async (root) => {
    const file = parse(await readFile(join(root, COMPOSE_FILE), "utf8"), { merge: true }) as {
      services: Record<string, ComposeService>;
    };
    const tables = {
      services: table(
        ["Service", "By name", "By port", "What it is for", "Version"],
        openServices.map(openRow),
      ),
      containers: table(
        ["Service", "Kind", "Image", "Memory limit", "Networks", "Waits for"],
        Object.entries(file.services).map(containerRow),
      ),
    };
    const entries = PAGES.map(async (page): Promise<[string, string]> => {
      let text = await readFile(join(root, page), "utf8");
      for (const [name, part] of Object.entries(tables))
        text = withPart(text, name, await format(part, { parser: "markdown", printWidth: 110 }));
      return [page, withDefaults(text)];
    });
    return Object.fromEntries(await Promise.all(entries));
  },
};
