import assert from "node:assert/strict";
import { join } from "node:path";
import type { ContainerArgs } from "@pulumi/docker";
import { ComposeStack } from "../components/local/compose-stack";
import { composeCommand, composeConfig } from "./helpers/compose-config";
import type { ComposeFile, ComposeService } from "./helpers/compose-config";
import { FakeEngine } from "./helpers/fake-engine";
import { Registrations, valueOf } from "./helpers/registrations";
import { skipBecause } from "./helpers/skip";

const COMPOSE_FILE = join(__dirname, "../docker-compose/docker-compose.minimal.yaml");

/** The arguments of a container with everything known, as the engine gets them. */
interface Registered {
  name: string;
  image: string;
  command?: string[];
  entrypoints?: string[];
  envs?: string[];
  labels: { label: string; value: string }[];
  networksAdvanced?: { name: string; aliases: string[] }[];
  networkMode?: string;
  ports?: { ip?: string; external?: number; internal: number; protocol: string }[];
  volumes?: { hostPath: string; containerPath: string; readOnly: boolean }[];
  tmpfs?: Record<string, string>;
  user?: string;
  restart: NonNullable<ContainerArgs["restart"]> & string;
}

/** What Pulumi registers for a file, in the form of Compose's own answer. */
async function pulumiView(
  registered: Registrations,
  variables: Record<string, string>,
): Promise<ComposeFile> {
  await registered.start({ stack: "dev", preview: true });
  const stack = new ComposeStack("plinth", {
    composeFile: COMPOSE_FILE,
    variables,
    engine: new FakeEngine(),
  });
  await valueOf(stack.urls);
  const all = registered.all();
  const images = new Map(
    all
      .filter(({ type }) => type.endsWith(":RemoteImage"))
      .map(({ name, inputs }) => [`sha256:id-of-${name}`, String(inputs["name"])]),
  );
  const networks = all.filter(({ type }) => type.endsWith(":Network"));
  const keys = new Map(
    networks.map(({ name, inputs }) => [String(inputs["name"]), name.replace(/^plinth-/, "")]),
  );
  const services = all
    .filter(({ type }) => type.endsWith(":Container"))
    .map(({ inputs }) => inputs as unknown as Registered)
    .map((container) => [serviceId(container), serviceView(container, images, keys)] as const);
  return {
    services: Object.fromEntries(services),
    networks: Object.fromEntries([...keys].map(([name, id]) => [id, name])),
  };
}

function serviceId({ labels }: Registered): string {
  return labels.find(({ label }) => label === "plinth.service")?.value ?? "";
}

function serviceView(
  container: Registered,
  images: ReadonlyMap<string, string>,
  networkKeys: ReadonlyMap<string, string>,
): ComposeService {
  const { networkMode, networksAdvanced = [], ports = [], volumes = [], tmpfs = {} } = container;
  return {
    image: images.get(container.image) ?? container.image,
    containerName: container.name,
    command: container.command ?? [],
    entrypoint: container.entrypoints ?? [],
    environment: Object.fromEntries((container.envs ?? []).map(splitPair)),
    ports: ports
      .map(
        ({ ip = "0.0.0.0", external, internal, protocol }) =>
          `${ip}:${String(external)}:${String(internal)}/${protocol}`,
      )
      .sort(),
    mounts: volumes
      .map(
        ({ hostPath, containerPath, readOnly }) => `${hostPath}:${containerPath}:${readOnly ? "ro" : "rw"}`,
      )
      .sort(),
    tmpfs: Object.entries(tmpfs)
      .map(([path, options]) => (options === "" ? path : `${path}:${options}`))
      .sort(),
    networks: networksAdvanced.map(({ name }) => networkKeys.get(name) ?? name).sort(),
    networkMode,
    user: container.user,
    restart: container.restart,
  };
}

function splitPair(pair: string): [string, string] {
  const end = pair.indexOf("=");
  return [pair.slice(0, end), pair.slice(end + 1)];
}

describe("parity", function () {
  this.timeout(60_000);
  let command: readonly [string, ...string[]] | undefined;

  before(async function () {
    command = await composeCommand();
    if (command === undefined)
      skipBecause(this, "neither `docker compose` nor `docker-compose` is installed");
  });

  const settings: Readonly<Record<string, Record<string, string>>> = {
    "with every default": {},
    "with other names, ports, images and folders": {
      PLINTH_NAME: "other",
      PLINTH_UID: "1234",
      PLINTH_PORT_WEB: "18080",
      PLINTH_PORT_VAULT: "18200",
      PLINTH_DATA_DIR: "/srv/data",
      PLINTH_IMAGE_POSTGRES: "plinth/postgres:17.12",
      PLINTH_IMAGE_ROUTER: "plinth/router:local",
      PLINTH_ROUTER_UPSTREAM_URL: "http://host.docker.internal:1234/v1",
      PLINTH_ROUTER_AUTH: "keys",
    },
  };
  for (const [title, variables] of Object.entries(settings)) {
    it(`Pulumi and Docker Compose make the same of the stack, ${title}`, async () => {
      assert.ok(command);
      const ours = await pulumiView(new Registrations(), variables);
      const theirs = await composeConfig(command, COMPOSE_FILE, variables);
      assert.deepEqual(Object.keys(ours.services).sort(), Object.keys(theirs.services).sort());
      for (const [id, service] of Object.entries(theirs.services))
        assert.deepEqual(ours.services[id], service, id);
      assert.deepEqual(ours.networks, theirs.networks);
    });
  }
});
