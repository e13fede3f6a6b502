import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";

import { beginStream, chunk, completion, DONE, FakeUpstream, sendJson } from "../helpers/fake-upstream.ts";
import { listening, said, startRouter } from "../helpers/process.ts";
import type { RouterProcess } from "../helpers/process.ts";
import { CHAT } from "../helpers/router.ts";

/** What became of one request. */
interface Result {
  readonly name: string;
  readonly status: number;
  readonly text: string;
}

const STREAM = [..."abcdefgh"].map((letter) => chunk(letter));
const WHOLE = STREAM.join("") + chunk("", "stop") + DONE;

/** Some time for an answer, so that many are under way at any moment. */
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe("faults, SIGTERM under load", function () {
  // Processes are started and ended on the way.
  this.timeout(60_000);

  let upstream: FakeUpstream;
  let router: RouterProcess;
  let base: string;
  beforeEach(async () => {
    upstream = await FakeUpstream.start(async (response, { body }) => {
      if ((JSON.parse(body) as { stream?: boolean }).stream !== true) {
        await soon();
        return sendJson(response, 200, completion("whole"));
      }
      beginStream(response);
      for (const event of STREAM) {
        response.write(event);
        await soon();
      }
      response.end(chunk("", "stop") + DONE);
    });
    const env = { ROUTER_UPSTREAM_URL: upstream.url, ROUTER_PORT: "0", ROUTER_DRAIN_SECONDS: "30" };
    router = startRouter(env);
    base = await listening(router);
  });
  afterEach(async () => {
    router.child.kill("SIGKILL");
    await router.exit;
    await upstream.stop();
  });

  /** Asks once; undefined where the router took no connection, or ended an idle one before it read the request. */
  async function ask(agent: Agent, name: string, stream: boolean): Promise<Result | undefined> {
    const sent = request(`${base}/v1/chat/completions`, {
      method: "POST",
      agent,
      headers: { "content-type": "application/json", "x-request-id": name },
    });
    sent.end(JSON.stringify({ ...CHAT, stream }));
    try {
      const [response] = (await once(sent, "response")) as [NodeJS.ReadableStream & { statusCode: number }];
      let text = "";
      for await (const piece of response) text += String(piece);
      return { name, status: response.statusCode, text };
    } catch {
      return undefined;
    }
  }

  it("cuts no stream and loses no request that came, whether connections are kept or new", async () => {
    const results: (Result | undefined)[] = [];
    let stopped = false;
    const client = async (number: number): Promise<void> => {
      const agent = new Agent({ keepAlive: number % 2 === 0 });
      for (let i = 0; !stopped; i++) results.push(await ask(agent, `c${number}-${i}`, number % 4 < 2));
      agent.destroy();
    };
    const clients = Array.from({ length: 24 }, (_, number) => client(number));
    while (results.length < 200) await soon();
    router.child.kill("SIGTERM");
    assert.equal(await router.exit, 0);
    stopped = true;
    await Promise.all(clients);
    const answered = new Map(results.filter((each) => each !== undefined).map((each) => [each.name, each]));
    const lost = upstream.seen
      .map(({ headers }) => String(headers["x-request-id"]))
      .filter((name) => !answered.has(name));
    assert.deepEqual(lost, []);
    const bad = [...answered.values()].filter(
      ({ status, text }) => status !== 200 || (text !== WHOLE && !text.includes('"content":"whole"')),
    );
    assert.deepEqual(bad, []);
    assert.match(router.output(), /"stopped"/);
    assert.doesNotMatch(router.output(), /ending open requests/);
  });

  it("does not wait for a connection on which nobody asked anything", async () => {
    const { port } = new URL(base);
    const silent = connect(Number(port), "127.0.0.1");
    await once(silent, "connect");
    // An answer to somebody who came later: the router knows of the connection.
    assert.equal((await fetch(`${base}/healthz`)).status, 200);
    const ended = once(silent, "close");
    router.child.kill("SIGTERM");
    await said(router, /"stopped"/);
    assert.doesNotMatch(router.output(), /ending open requests/);
    assert.equal(await router.exit, 0);
    await ended;
  });
});
