import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { createEksProvider, createProvider } from "../../../components/k8s/provider";
import { failure } from "../../helpers/failure";
import { Registrations, valueOf } from "../../helpers/registrations";
import { scope } from "../../helpers/eks-scope";

describe("components/k8s/provider", () => {
  const registered = new Registrations();
  let folder: string;
  let server: Server;
  let port: number;

  before(async () => {
    server = createServer((socket) => socket.end());
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    ({ port } = server.address() as AddressInfo);
  });

  after((done) => {
    server.close(done);
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "plinth-kubeconfig-"));
    await registered.start({ stack: "test", preview: true });
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function kubeconfig(text: string): string {
    const path = join(folder, "config");
    writeFileSync(path, text);
    return path;
  }

  function clusterAt(url: string, more = ""): string {
    return `{clusters: [{name: c, cluster: {server: "${url}"${more}}}], contexts: [{name: platform, context: {cluster: c}}], users: [{name: u, user: {token: s3cret}}]}`;
  }

  it("names the kubeconfig by its path, so that no key gets into the state", async () => {
    const path = kubeconfig(clusterAt(`https://127.0.0.1:${port}`));
    createProvider("platform", { kubeconfig: path, context: "platform" });
    await registered.settled();
    const { inputs } = registered.get("pulumi:providers:kubernetes", "platform-kubernetes");
    assert.equal(inputs["kubeconfig"], path);
    assert.equal(inputs["context"], "platform");
    assert.doesNotMatch(JSON.stringify(registered.all()), /s3cret/);
  });

  it("keeps the objects of a cluster on AWS whatever its kubeconfig becomes", async () => {
    createEksProvider("platform", { scope, kubeconfig: "{}" });
    await registered.settled();
    const { inputs } = registered.get("pulumi:providers:kubernetes", "platform-kubernetes");
    assert.match(String(inputs["clusterIdentifier"]), /^arn:aws:eks:.*:cluster\//);
  });

  const refused: readonly [string, string | undefined, string, RegExp][] = [
    ["a file that is not there", undefined, "platform", /^plinth:kubeconfig: .*config cannot be read\.$/],
    ["a file that is no YAML", "a: [", "platform", /config is no YAML\.$/],
    [
      "a file of something else",
      "a: 1",
      "platform",
      /config is no kubeconfig: clusters, contexts is not as it should be\.$/,
    ],
    [
      "a context that is not there",
      clusterAt("https://127.0.0.1"),
      "platfrom",
      /has no context 'platfrom', which plinth:context names\. Did you mean 'platform'\? It has platform\.$/,
    ],
    [
      "a context of no cluster",
      "{clusters: [], contexts: [{name: platform, context: {cluster: gone}}]}",
      "platform",
      /has no cluster 'gone', which its context 'platform' names\.$/,
    ],
  ];
  for (const [title, text, context, message] of refused) {
    it(`refuses ${title}`, async () => {
      const path = text === undefined ? join(folder, "config") : kubeconfig(text);
      const error = await failure(
        Promise.resolve().then(() => createProvider("platform", { kubeconfig: path, context })),
      );
      assert.equal(error.code, "kubeconfig-invalid");
      assert.match(error.message, message);
    });
  }

  async function provided(text: string): Promise<unknown> {
    const provider = createProvider("platform", { kubeconfig: kubeconfig(text), context: "platform" });
    return valueOf((provider as unknown as { readonly urn: pulumi.Output<string> }).urn);
  }

  it("refuses a cluster that does not answer, with the keys to change", async () => {
    const gone = createServer();
    await new Promise<void>((done) => gone.listen(0, "127.0.0.1", done));
    const { port: free } = gone.address() as AddressInfo;
    await new Promise((done) => gone.close(done));
    await assert.rejects(
      provided(clusterAt(`https://127.0.0.1:${free}`)),
      /context 'platform' \(plinth:context\) does not answer at 127\.0\.0\.1:\d+: ECONNREFUSED\.[^]*`plinth:kubeconfig`/,
    );
  });

  it("asks the proxy where the way to the cluster leads through one", async () => {
    await provided(clusterAt("https://cluster.invalid", `, proxy-url: "http://127.0.0.1:${port}"`));
  });
});
