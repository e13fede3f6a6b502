import assert from "node:assert/strict";
import type { ImageProgress } from "../../../automation/images";
import { ensurePulled } from "../../../automation/images/pull";
import { images } from "../../../model/versions";
import { isPlinthError } from "../../../model/errors";
import { fakeDocker } from "./fake-docker";
import type { FakeDocker } from "./fake-docker";

const noImages = `case "$*" in "image inspect"*) echo "[]"; echo "Error: No such image" >&2; exit 1;; esac`;
const impatient = { pausesSeconds: [0.01, 0.01], trySeconds: 20 };
const redis = images.redis.pull;

const code = (wanted: string) => (error: unknown) => isPlinthError(error) && error.code === wanted;

describe("automation/images/pull", () => {
  let fake: FakeDocker | undefined;
  afterEach(() => {
    fake?.remove();
    fake = undefined;
  });
  const pulls = (): string[] => fake?.calls().filter((call) => call.startsWith("pull")) ?? [];

  it("pulls what is missing and nothing of our own, and tells how far it is", async () => {
    fake = fakeDocker(`${noImages}\necho "1: Pulling from library/redis"; echo "Digest: sha256:1"`);
    const news: ImageProgress[] = [];
    await ensurePulled(["redis", "router"], { onProgress: (one) => news.push(one) }, impatient);
    assert.deepEqual(pulls(), [`pull ${redis}`]);
    assert.deepEqual(new Set(news.map(({ phase }) => phase)), new Set(["pulling", "ready"]));
    assert.equal(news.at(-1)?.lastLine, "Digest: sha256:1");
  });

  it("pulls nothing that is there", async () => {
    fake = fakeDocker(`echo '[{"Id":"sha256:1","RepoTags":["${redis.split("/").at(-1)}"],"Config":null}]'`);
    await ensurePulled(["redis"], {}, impatient);
    assert.deepEqual(pulls(), []);
  });

  it("tries again after a failure", async () => {
    fake = fakeDocker(
      `${noImages}\n[ "$calls" = 3 ] || { echo "net/http: TLS handshake timeout" >&2; exit 1; }`,
    );
    await ensurePulled(["redis"], {}, impatient);
    assert.equal(pulls().length, 3);
  });

  it("gives up after three tries with the engine's own words", async () => {
    fake = fakeDocker(
      `${noImages}\necho "Error response from daemon: dial tcp: lookup registry-1.docker.io: no such host" >&2; exit 1`,
    );
    await assert.rejects(ensurePulled(["redis"], {}, impatient), (error) => {
      assert.ok(code("pull-impossible")(error));
      assert.match(String(error), /redis:\S+ cannot be pulled: dial tcp: .*no such host/);
      return true;
    });
    assert.equal(pulls().length, 3);
  });

  it("does not try again where that is of no use", async () => {
    fake = fakeDocker(`${noImages}\necho "Error response from daemon: manifest unknown" >&2; exit 1`);
    await assert.rejects(ensurePulled(["redis"], {}, impatient), code("pull-impossible"));
    assert.equal(pulls().length, 1);
  });

  it("ends a pull that hangs", async () => {
    fake = fakeDocker(`${noImages}\nexec sleep 60`);
    const limits = { pausesSeconds: [], trySeconds: 0.2 };
    await assert.rejects(ensurePulled(["redis"], {}, limits), /no end after 0\.2 s/);
  });

  it("calls a full disk a full disk", async () => {
    fake = fakeDocker(`${noImages}\necho "write /var/lib/x: no space left on device" >&2; exit 1`);
    await assert.rejects(ensurePulled(["redis"], {}, impatient), code("disk-full"));
  });

  it("calls a missing engine a missing engine", async () => {
    fake = fakeDocker(`${noImages}\necho "Cannot connect to the Docker daemon at unix:///x" >&2; exit 1`);
    await assert.rejects(ensurePulled(["redis"], {}, impatient), code("engine-unreachable"));
  });

  it("ends with the signal's reason", async () => {
    fake = fakeDocker(`${noImages}\nexec sleep 60`);
    const reason = new Error("stopped by the user");
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), 200);
    await assert.rejects(ensurePulled(["redis"], { signal: stop.signal }, impatient), reason);
  });
});
