import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ComposeStack } from "../../../components/local/compose-stack";
import type { ComposeStackArgs } from "../../../components/local/compose-stack";
import { PlinthError } from "../../../model/errors";
import { containerState, FakeEngine } from "../../helpers/fake-engine";
import { Registrations, valueOf } from "../../helpers/registrations";

const CONTAINER = "docker:index/container:Container";
const IMAGE = "docker:index/remoteImage:RemoteImage";
const COMPOSE_FILE = join(__dirname, "../../fixtures/compose/stack.yaml");

/** What the one-shot of the stack looks like when it has done its work. */
const migrated = containerState("id-of-test-migrate", {
  Status: "exited",
  FinishedAt: "9999-01-01T00:00:00Z",
});
const engineOf = (
  states: ConstructorParameters<typeof FakeEngine>[0] = {},
  ...rest: [log?: string[], swap?: boolean]
) => new FakeEngine({ "id-of-test-migrate": [migrated], ...states }, ...rest);

describe("components/local/compose-stack", () => {
  const registered = new Registrations();

  async function create(
    args: Partial<ComposeStackArgs> = {},
    preview = false,
  ): Promise<Record<string, unknown>> {
    await registered.start({ stack: "dev", preview });
    const stack = new ComposeStack("test", {
      composeFile: COMPOSE_FILE,
      engine: engineOf(),
      urls: { web: "http://127.0.0.1:8080" },
      routerBaseUrl: "http://127.0.0.1:8000/v1",
      credentialsDir: "/data/secrets",
      ...args,
    });
    const { urls, routerBaseUrl, credentialsDir } = stack;
    return valueOf(pulumi.output({ urls, routerBaseUrl, credentialsDir }));
  }

  it("registers one resource for each network, volume, image and service", async () => {
    await create();
    assert.deepEqual(registered.names(), [
      "docker:index/container:Container test-database",
      "docker:index/container:Container test-migrate",
      "docker:index/container:Container test-web",
      "docker:index/network:Network test-inner",
      "docker:index/remoteImage:RemoteImage test-database",
      "docker:index/remoteImage:RemoteImage test-web",
      "docker:index/volume:Volume test-data",
      "plinth:local:ComposeStack test",
    ]);
  });

  it("says what it would create where the engine does not answer in a preview, and fails in an update", async () => {
    class Away extends FakeEngine {
      override survey(): never {
        throw new PlinthError("engine-unreachable", "The Docker engine does not answer.");
      }
    }
    await create({ engine: new Away() }, true).catch(() => undefined);
    assert.equal(registered.names().filter((name) => name.startsWith(CONTAINER)).length, 3);
    await assert.rejects(create({ engine: new Away() }), { code: "engine-unreachable" });
  });

  it("makes all of them its children", async () => {
    await create();
    const children = registered.all().filter(({ type }) => type.startsWith("docker:"));
    assert.ok(children.every(({ parent }) => parent.endsWith("plinth:local:ComposeStack::test")));
  });

  it("gives the containers the image's id, the networks' and volumes' names, and labels", async () => {
    await create();
    const { inputs } = registered.get(CONTAINER, "test-web");
    assert.equal(inputs["image"], "sha256:id-of-test-web");
    assert.deepEqual(inputs["networksAdvanced"], [
      { name: "given-outside", aliases: ["web"] },
      { name: "stack_inner", aliases: ["web", "www"] },
    ]);
    assert.deepEqual(inputs["volumes"], [
      { containerPath: "/data", readOnly: true, volumeName: "stack_data" },
    ]);
    const labels = inputs["labels"] as { label: string; value: string }[];
    assert.deepEqual(
      labels.map(({ label }) => label),
      ["a.label", "plinth.definition", "plinth.service", "plinth.stack"],
    );
    assert.deepEqual(labels.at(-1), { label: "plinth.stack", value: "dev" });
  });

  it("creates networks and volumes as the file says, and none for what exists without us", async () => {
    await create();
    const network = registered.get("docker:index/network:Network", "test-inner").inputs;
    assert.deepEqual([network["name"], network["internal"]], ["stack_inner", true]);
    assert.deepEqual(network["ipamConfigs"], [{ subnet: "10.99.0.0/24" }]);
    const volume = registered.get("docker:index/volume:Volume", "test-data").inputs;
    assert.equal(volume["name"], "stack_data");
    assert.deepEqual(volume["labels"], [
      { label: "keep", value: "no" },
      { label: "plinth.stack", value: "dev" },
    ]);
    assert.ok(!registered.names().some((name) => name.includes("outer")));
  });

  it("builds an image that is missing, and keeps images when it goes", async () => {
    await create();
    const built = registered.get(IMAGE, "test-web").inputs;
    assert.deepEqual(built["build"], {
      context: join(COMPOSE_FILE, "../build"),
      dockerfile: join(COMPOSE_FILE, "../build/Dockerfile"),
      buildArgs: { VERSION: "1" },
      useLegacyBuilder: true,
    });
    assert.equal(built["keepLocally"], true);
    const pulled = registered.get(IMAGE, "test-database").inputs;
    assert.deepEqual(
      [pulled["name"], pulled["build"], pulled["keepLocally"]],
      ["database:1", undefined, true],
    );
  });

  it("does not build an image that is present, and runs the one that its name stands for now", async () => {
    const engine = engineOf();
    engine.images.set("web:1", "sha256:present");
    await create({ engine });
    assert.equal(registered.get(IMAGE, "test-web").inputs["build"], undefined);
    assert.equal(registered.get(CONTAINER, "test-web").inputs["image"], "sha256:present");
  });

  it("lets a container depend on those that its service waits for", async () => {
    await create();
    const containers = (name: string): string[] =>
      registered
        .get(CONTAINER, name)
        .dependencies.filter((urn) => urn.includes(CONTAINER))
        .map((urn) => urn.split("::").at(-1) ?? "")
        .sort();
    assert.deepEqual(containers("test-database"), []);
    assert.deepEqual(containers("test-migrate"), ["test-database"]);
    assert.deepEqual(containers("test-web"), ["test-database", "test-migrate"]);
  });

  it("asks for the swap limit that the engine reports", async () => {
    const swapOf = (): unknown => registered.get(CONTAINER, "test-database").inputs["memorySwap"];
    await create();
    assert.equal(swapOf(), 128);
    await create({ engine: engineOf({}, [], false) });
    assert.equal(swapOf(), -1);
  });

  it("gives out its outputs when all services are ready", async () => {
    assert.deepEqual(await create(), {
      urls: { web: "http://127.0.0.1:8080" },
      routerBaseUrl: "http://127.0.0.1:8000/v1",
      credentialsDir: "/data/secrets",
    });
  });

  it("creates nothing behind a service that does not come up, and fails with the end of its log", async () => {
    const id = "id-of-test-database";
    const engine = engineOf(
      {
        [id]: [
          containerState(id, { Health: { Status: "starting" } }),
          containerState(id, { Health: { Status: "unhealthy" } }),
        ],
      },
      ["no space for the journal"],
    );
    await assert.rejects(create({ engine }), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /^The service database did not come up: its health check fails/);
      assert.match(error.message, /no space for the journal/);
      return true;
    });
    assert.ok(!registered.names().some((name) => /Container test-(?:web|migrate)/.test(name)));
  });

  it("waits for nothing in a preview", async () => {
    const engine = engineOf();
    await create({ engine }, true);
    assert.equal(engine.looks, 0);
    assert.equal(registered.names().length, 8);
  });

  it("reports a wrong file before it registers a thing", async () => {
    await registered.start({ stack: "dev", preview: false });
    await assert.rejects(
      create({ composeFile: join(COMPOSE_FILE, "../invalid/deploy.yaml") }),
      /has 1 mistake/,
    );
    assert.ok(!registered.names().some((name) => name.startsWith("docker:")));
  });
});
