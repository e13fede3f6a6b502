import assert from "node:assert/strict";
import { join } from "node:path";
import { createPlatform } from "../../components/platform";
import { Config } from "../../model/config/schema";
import { FakeEngine } from "../helpers/fake-engine";
import { withEnvironment } from "../helpers/programs";
import { Registrations, valueOf } from "../helpers/registrations";

const repository = join(__dirname, "../..");
const local = (keys: object = {}): Config =>
  Config.parse({ target: "compose", composeFile: "test/fixtures/compose/platform/compose.yaml", ...keys });

describe("components/platform", () => {
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
    const platform = createPlatform(
      local({ name: "mine", ports: { router: 9000 }, dataDir: "elsewhere/data" }),
    );
    assert.equal(await valueOf(platform.routerBaseUrl), "http://127.0.0.1:9000/v1");
    assert.equal(await valueOf(platform.credentialsDir), join(repository, "elsewhere/data/secrets"));
    assert.equal((await valueOf(platform.urls))["mlflow"], "http://127.0.0.1:5050");
    assert.equal(registered.get("docker:index/container:Container", "mine-web").inputs["name"], "mine-web");
    assert.ok(!registered.names().some((name) => name.startsWith("pulumi:providers")));
  });

  it("talks to the engine of the chosen context", async () => {
    restore();
    const config = join(repository, "test/fixtures/compose/platform");
    restore = withEnvironment({ DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined, DOCKER_CONFIG: config });
    await valueOf(createPlatform(local(), new FakeEngine()).urls);
    const provider = registered.get("pulumi:providers:docker", "plinth-engine");
    assert.equal(provider.inputs["context"], "elsewhere");
  });

  it("refuses a target that it cannot build, without a stack trace", () => {
    const config = Config.parse({
      target: "eks",
      owner: "team",
      repository: "team/repo",
      region: "eu-central-1",
      zones: ["eu-central-1a", "eu-central-1b"],
    });
    assert.throws(
      () => createPlatform(config),
      (error) =>
        error instanceof Error &&
        "__pulumiRunError" in error &&
        /plinth:target eks, and this version .* compose only\. \[target-unavailable\]\nFix: /.test(
          error.message,
        ),
    );
  });

  it("shows what is wrong with a compose file as it is", () => {
    const composeFile = "test/fixtures/compose/invalid/deploy.yaml";
    assert.throws(() => createPlatform(local({ composeFile })), /deploy\.yaml:4:5 services\.redis\.deploy/);
  });
});
