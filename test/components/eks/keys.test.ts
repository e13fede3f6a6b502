import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Keys } from "../../../components/eks/keys";
import { keyPolicy } from "../../../model/eks/key-policies";
import { keyPurposes } from "../../../model/eks/scope";
import type { Scope } from "../../../model/eks/scope";
import { scope as anyScope } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";

const KEY = "aws:kms/key:Key";
const ALIAS = "aws:kms/alias:Alias";

const scope: Scope = { ...anyScope, name: "ai" };

describe("components/eks/keys", () => {
  const registered = new Registrations();

  async function create(change: Partial<Scope> = {}): Promise<Keys> {
    await registered.start({ stack: "prod", preview: false });
    const keys = new Keys("ai", { scope: { ...scope, ...change } });
    await valueOf(pulumi.output(keys.arns));
    return keys;
  }

  it("makes a key and an alias for each purpose, as its children", async () => {
    const keys = await create();
    assert.deepEqual(registered.names(), [
      ...keyPurposes.map((purpose) => `${ALIAS} ai-${purpose}`).sort(),
      ...keyPurposes.map((purpose) => `${KEY} ai-${purpose}`).sort(),
      "plinth:eks:Keys ai",
    ]);
    const children = registered.all().filter(({ type }) => type.startsWith("aws:"));
    assert.ok(children.every(({ parent }) => parent.endsWith("plinth:eks:Keys::ai")));
    assert.deepEqual(Object.keys(keys.arns), [...keyPurposes]);
  });

  it("rotates each key, and gives it the policy of its purpose", async () => {
    await create();
    for (const purpose of keyPurposes) {
      const { inputs } = registered.get(KEY, `ai-${purpose}`);
      assert.equal(inputs["enableKeyRotation"], true);
      assert.equal(inputs["rotationPeriodInDays"], 365);
      assert.deepEqual(JSON.parse(inputs["policy"] as string), keyPolicy(scope, purpose));
      assert.equal(registered.get(ALIAS, `ai-${purpose}`).inputs["name"], `alias/ai-${purpose}`);
    }
  });

  it("lets a deletion be taken back for long where the stack is protected", async () => {
    await create();
    assert.equal(registered.get(KEY, "ai-s3").inputs["deletionWindowInDays"], 30);
    await create({ deletionProtection: false });
    assert.equal(registered.get(KEY, "ai-s3").inputs["deletionWindowInDays"], 7);
  });

  it("gives an ARN away only when the alias is there", async () => {
    const keys = await create();
    const on = await (
      keys.arns.ebs as unknown as { allResources(): Promise<Set<pulumi.Resource>> }
    ).allResources();
    const urns = await Promise.all([...on].map(({ urn }) => valueOf(urn)));
    assert.ok(urns.some((urn) => urn.endsWith(`${ALIAS}::ai-ebs`)));
    assert.ok(urns.some((urn) => urn.endsWith(`${KEY}::ai-ebs`)));
  });
});
