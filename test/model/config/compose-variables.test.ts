import assert from "node:assert/strict";
import { ComposeConfig, composeVariables } from "../../../model/config";
import { variables } from "../../../model/variables";

const settings = { images: "pull", uid: 1000, gid: 1001 } as const;

function dataDir(composeFile: string, folder: string): string | undefined {
  const config = ComposeConfig.parse({ target: "compose", composeFile, dataDir: folder });
  return composeVariables(config, settings)["PLINTH_DATA_DIR"];
}

describe("model/config/compose-variables", () => {
  it("gives each variable of the table, and no other", () => {
    const names = Object.keys(composeVariables(ComposeConfig.parse({ target: "compose" }), settings));
    assert.deepEqual(
      names,
      variables.map(({ name }) => name),
    );
  });

  it("carries the config over", () => {
    const config = ComposeConfig.parse({
      target: "compose",
      name: "team",
      ports: { web: 1, prefect: 2, mlflow: 3, vault: 4, router: 5 },
      router: { upstreamUrl: "https://models.example/v1", auth: "keys" },
    });
    const values = composeVariables(config, { ...settings, images: "build" });
    assert.equal(values["PLINTH_NAME"], "team");
    assert.equal(values["PLINTH_UID"], "1000");
    assert.equal(values["PLINTH_GID"], "1001");
    assert.equal(values["PLINTH_PORT_WEB"], "1");
    assert.equal(values["PLINTH_PORT_ROUTER"], "5");
    assert.equal(values["PLINTH_ROUTER_UPSTREAM_URL"], "https://models.example/v1");
    assert.equal(values["PLINTH_ROUTER_AUTH"], "keys");
    assert.equal(values["PLINTH_IMAGES"], "build");
    assert.equal(values["PLINTH_IMAGE_REDIS"], "plinth/redis:8.0.5");
  });

  for (const [composeFile, folder, expected] of [
    ["docker-compose/docker-compose.minimal.yaml", "data", "../data"],
    ["docker-compose/docker-compose.minimal.yaml", "./data/", "../data"],
    ["docker-compose/docker-compose.minimal.yaml", "../elsewhere", "../../elsewhere"],
    ["docker-compose/docker-compose.minimal.yaml", "/var/lib/plinth", "/var/lib/plinth"],
    ["stack.yaml", "data", "./data"],
    ["stacks/a.yaml", "stacks/data", "./data"],
    ["stacks/a.yaml", "stacks/.data", "./.data"],
    ["stacks/a.yaml", "stacks/..data", "./..data"],
    ["/srv/stack.yaml", "/srv/data", "/srv/data"],
  ] as const) {
    it(`names ${folder} from ${composeFile} as ${expected}`, () => {
      assert.equal(dataDir(composeFile, folder), expected);
    });
  }
});
