import assert from "node:assert/strict";
import { probePulling, registryOf } from "../../../automation/images/probe";
import { fakeDocker } from "./fake-docker";
import type { FakeDocker } from "./fake-docker";

describe("automation/images/probe", () => {
  let fake: FakeDocker | undefined;
  afterEach(() => {
    fake?.remove();
    fake = undefined;
  });

  it("knows the registry of a reference", () => {
    assert.equal(registryOf("redis:8"), "docker.io");
    assert.equal(registryOf("library/redis:8"), "docker.io");
    assert.equal(registryOf("docker.io/library/redis:8"), "docker.io");
    assert.equal(registryOf("ghcr.io/mlflow/mlflow:1"), "ghcr.io");
    assert.equal(registryOf("localhost:5000/x"), "localhost:5000");
  });

  it("stops the pull as soon as the registry has described the image", async () => {
    fake = fakeDocker(`echo "1: Pulling from library/redis"; echo "ab12: Pulling fs layer"; exec sleep 60`);
    const startedAt = performance.now();
    assert.equal(await probePulling(["docker.io/a", "docker.io/b"]), undefined);
    assert.ok(performance.now() - startedAt < 10_000);
    assert.equal(fake.calls().length, 1);
  });

  it("asks each registry, and one that refuses is enough", async () => {
    fake = fakeDocker(`case "$*" in *ghcr*) echo "no such host" >&2; exit 1;; esac; echo "Digest: x"`);
    assert.equal(await probePulling(["docker.io/a", "ghcr.io/b"]), "ghcr.io: no such host");
    assert.equal(fake.calls().length, 2);
  });

  it("takes a registry that stays silent for one that cannot be reached", async () => {
    fake = fakeDocker("exec sleep 60");
    const answer = await probePulling(["docker.io/a"], undefined, 0.2);
    assert.equal(answer, "docker.io did not answer within 0.2 s");
  });
});
