import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { portProblems, publishes } from "../../../automation/local/ports";
import type { PortSituation } from "../../../automation/local/ports";

const free: PortSituation = {
  stack: "dev",
  ownContainers: new Set(),
  running: new Map(),
  engineIsLocal: true,
};

describe("automation/local/ports", () => {
  it("reads the ports of docker ps", () => {
    const wanted = { host: "127.0.0.1", port: 8080, key: "" };
    assert.ok(publishes("127.0.0.1:8080->8080/tcp", wanted));
    assert.ok(publishes("9000/tcp, 0.0.0.0:8080->80/tcp, :::8080->80/tcp", wanted));
    assert.ok(publishes("0.0.0.0:8000-8100->8000-8100/tcp", wanted));
    assert.ok(!publishes("127.0.0.2:8080->8080/tcp", wanted));
    assert.ok(!publishes("8080/tcp", wanted), "it is not published");
    assert.ok(!publishes("", wanted));
  });

  it("leaves the stack's own containers alone and names those of others", async () => {
    const wanted = [{ host: "127.0.0.1", port: 1, key: "plinth:ports.web" }];
    const running = new Map([["plinth-traefik", "127.0.0.1:1->80/tcp"]]);
    assert.deepEqual(
      await portProblems(wanted, { ...free, running, ownContainers: new Set(["plinth-traefik"]) }),
      [],
    );
    const [problem] = await portProblems(wanted, { ...free, running });
    assert.equal(problem?.code, "port-taken");
    assert.match(
      problem.message,
      /The port 1 on 127\.0\.0\.1 \(plinth:ports\.web\) is held by the container plinth-traefik/,
    );
    assert.match(problem.fix, /pulumi config set --stack dev --path plinth:ports\.web <port>/);
  });

  it("names the variable where one overrides the config", async () => {
    const running = new Map([["other", "0.0.0.0:1->80/tcp"]]);
    const [problem] = await portProblems([{ host: "127.0.0.1", port: 1, key: "PLINTH_PORT_WEB" }], {
      ...free,
      running,
    });
    assert.match(problem?.fix ?? "", /another port: PLINTH_PORT_WEB\./);
  });

  it("tries the port, and does not where the engine is elsewhere", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const wanted = [{ host: "127.0.0.1", port, key: "plinth:ports.web" }];
    try {
      const [problem] = await portProblems(wanted, free);
      assert.match(
        problem?.message ?? "",
        new RegExp(`The port ${port} .*is held by (another program|\\S+ \\(process ${process.pid}\\))`),
      );
      assert.deepEqual(await portProblems(wanted, { ...free, engineIsLocal: false }), []);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    assert.deepEqual(await portProblems(wanted, free), []);
  });
});
