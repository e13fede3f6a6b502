import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import vm from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import { Drain } from "../../../../components/eks/drain";
import { providerText } from "../../../../components/eks/drain/provider-text";
import type { DrainState } from "../../../../components/eks/drain/state";
import type { Scope } from "../../../../model/eks/scope";
import { Account } from "../../../helpers/aws/account";
import { AwsEndpoint, awsEnvironment } from "../../../helpers/aws/endpoint";
import { ACCOUNT, balancer, CLUSTER, REGION, VPC } from "../../../helpers/aws/leftovers";
import { Registrations } from "../../../helpers/registrations";
import { execute } from "../../../helpers/stack";
import type { Finished } from "../../../helpers/stack";

const root = join(__dirname, "..", "..", "..", "..");
const scope: Scope = {
  ...{ name: CLUSTER, region: REGION, accountId: ACCOUNT },
  ...{ partition: "aws", dnsSuffix: "amazonaws.com", deletionProtection: true },
};
const state: DrainState = {
  ...{ cluster: CLUSTER, region: REGION, accountId: ACCOUNT },
  ...{ vpcId: VPC, keepVolumes: true },
};

describe("components/eks/drain", () => {
  const registrations = new Registrations();
  const TYPE = "pulumi-nodejs:dynamic/plinth:Drain";

  beforeEach(() => registrations.start({ stack: "prod", preview: false }));

  const settled = async (build: () => unknown): Promise<void> => {
    build();
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  };

  it("registers one resource that knows all that a destroy needs, as a destroy runs no program", async () => {
    await settled(() => new Drain("demo", { scope, vpcId: VPC }));
    const { inputs, parent } = registrations.get(TYPE, "demo-drain");
    assert.deepEqual(inputs, { ...state, __provider: providerText });
    assert.match(parent, /plinth:eks:Drain::demo$/);
  });

  it("keeps volumes with deletion protection only", async () => {
    await settled(() => new Drain("demo", { scope: { ...scope, deletionProtection: false }, vpcId: VPC }));
    assert.equal(registrations.get(TYPE, "demo-drain").inputs["keepVolumes"], false);
  });

  it("depends on the network that it is given, so that it is emptied before it is deleted", async () => {
    class Subnet extends pulumi.CustomResource {}
    await settled(() => {
      const network = new pulumi.ComponentResource("test:test:Network", "demo-network");
      new Subnet("test:test:Subnet", "demo-subnet", {}, { parent: network });
      new Drain("demo", { scope, vpcId: VPC }, { dependsOn: [network] });
    });
    // A resource is deleted before its parent, so what the component depends on is enough.
    const { dependencies } = registrations.get("plinth:eks:Drain", "demo");
    assert.ok(
      dependencies.some((urn) => urn.endsWith("::demo-subnet")),
      dependencies.join(),
    );
  });
});

/** What Pulumi's provider of dynamic resources does with the text, in plain Node and some folder. */
interface Provider {
  create(inputs: DrainState): Promise<{ id: string; outs: DrainState }>;
  diff(id: string, olds: object, news: object): Promise<{ changes: boolean; replaces: string[] }>;
  update(id: string, olds: object, news: object): Promise<{ outs: object }>;
  delete(id: string, state: DrainState): Promise<void>;
}

describe("components/eks/drain/provider-text", () => {
  const load = (main: string): Provider => {
    const module = { exports: {} as { handler: () => Provider } };
    const require = Object.assign(createRequire(join(root, "package.json")), { main: { filename: main } });
    const run = vm.runInThisContext(`(function (exports, require, module) {${providerText}\n})`) as (
      ...args: unknown[]
    ) => void;
    run(module.exports, require, module);
    return module.exports.handler();
  };
  const inRepository = join(root, "node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider", "index.js");
  /**
   * Deletes in a process of plain Node, as Pulumi does; returns what it wrote. Here, beside other tests, the drain's
   * sources are loaded already, and a second time they get other classes of the SDK.
   */
  const deleteIn = async (
    folder: string,
    main: string,
    of: DrainState,
    environment: Readonly<Record<string, string>>,
  ): Promise<Finished> => {
    mkdirSync(dirname(main), { recursive: true });
    writeFileSync(
      main,
      `process.chdir(${JSON.stringify(folder)});\n${providerText}
exports.handler().delete("", JSON.parse(process.argv[2])).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});`,
    );
    return execute(process.execPath, [main, JSON.stringify(of)], { env: environment, timeoutSeconds: 60 });
  };

  it("creates nothing", async () => {
    const created = await load(inRepository).create(state);
    assert.deepEqual(created, { id: `${CLUSTER}/${VPC}`, outs: state });
  });

  it("sees no change where none is, in whatever order", async () => {
    const { vpcId, ...rest } = state;
    const diff = await load(inRepository).diff("", { vpcId, ...rest }, { ...rest, vpcId });
    assert.deepEqual(diff, { changes: false, replaces: [] });
  });

  it("is updated by its settings and its code, and replaced with the cluster", async () => {
    const provider = load(inRepository);
    assert.deepEqual(await provider.diff("", state, { ...state, keepVolumes: false }), {
      changes: true,
      replaces: [],
    });
    assert.deepEqual(await provider.diff("", { ...state, __provider: "a" }, { ...state, __provider: "b" }), {
      ...{ changes: true, replaces: [] },
    });
    assert.deepEqual((await provider.diff("", state, { ...state, cluster: "new" })).replaces, ["cluster"]);
    assert.deepEqual((await provider.update("", {}, state)).outs, state);
  });

  it("names no folder of the machine that wrote it", () => {
    assert.equal(providerText.includes(root), false);
    assert.ok(providerText.length < 2500, `${providerText.length} characters`);
  });

  it("finds the drain above the folder that Pulumi works in, and from where its SDK is", async function () {
    this.timeout(60_000);
    const empty = mkdtempSync(join(tmpdir(), "plinth-drain-"));
    const account = new Account({ id: VPC, owner: ACCOUNT }, [balancer]);
    const endpoint = new AwsEndpoint(account.answers());
    const environment = awsEnvironment(await endpoint.start());
    const besideSdk = join(root, ".plinth", "test", `drain-${process.pid}`);
    try {
      const wrong = { ...state, accountId: "210987654321" };
      const refused = await deleteIn(empty, join(besideSdk, "index.cjs"), wrong, environment);
      assert.equal(refused.code, 1);
      assert.match(
        refused.stderr,
        /vpc-0a1b2c is in the account 123456789012, and the stack's is 210987654321.*\nFix: Use/s,
      );
      const main = join(empty, "index.cjs");
      const drained = await deleteIn(join(root, "docs"), main, state, environment);
      assert.equal(drained.code, 0, drained.stderr);
      assert.deepEqual(account.deleted, [balancer.id]);
      const lost = await deleteIn(empty, main, state, environment);
      assert.equal(lost.code, 1);
      assert.match(lost.stderr, /The drain's sources are not there: .*Destroy the stack from a checkout/s);
    } finally {
      await endpoint.stop();
      rmSync(empty, { recursive: true });
      rmSync(besideSdk, { recursive: true });
    }
  });
});
