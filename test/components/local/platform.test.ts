import assert from "node:assert/strict";
import { join } from "node:path";
import { createLocalPlatform } from "../../../components/local/platform";
import { composeConfig } from "../../helpers/configs";
import { FakeEngine } from "../../helpers/fake-engine";
import { withEnvironment } from "../../helpers/programs";
import { Registrations, valueOf } from "../../helpers/registrations";

const repository = join(__dirname, "../../..");
const composeFile = "test/fixtures/compose/platform/compose.yaml";

describe("components/local/platform", () => {
  const registered = new Registrations();
  let restore = (): void => undefined;

  beforeEach(async () => {
    restore = withEnvironment({ DOCKER_HOST: "unix:///var/run/docker.sock", PLINTH_NAME: undefined });
    await registered.start({ stack: "dev", preview: true });
  });
  afterEach(() => {
    restore();
  });

  it("builds the compose file's stack with the config's values", async () => {
    const platform = createLocalPlatform(
      composeConfig({ composeFile, name: "mine", ports: { router: 9000 }, dataDir: "elsewhere/data" }),
    );
    assert.equal(await valueOf(platform.routerBaseUrl), "http://127.0.0.1:9000/v1");
    assert.equal(await valueOf(platform.credentialsDir), join(repository, "elsewhere/data/secrets"));
    assert.equal((await valueOf(platform.urls))["mlflow"], "http://127.0.0.1:5050");
    assert.equal(registered.get("docker:index/container:Container", "mine-web").inputs["name"], "mine-web");
    assert.ok(!registered.names().some((name) => name.startsWith("pulumi:providers")));
  });

  it("talks to the engine of the chosen context", async () => {
    restore();
    const folder = join(repository, "test/fixtures/compose/platform");
    restore = withEnvironment({ DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined, DOCKER_CONFIG: folder });
    await valueOf(createLocalPlatform(composeConfig({ composeFile }), new FakeEngine()).urls);
    const provider = registered.get("pulumi:providers:docker", "plinth-engine");
    assert.equal(provider.inputs["context"], "elsewhere");
  });
});
