import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadPolicyConfig } from "../../../automation/policy/config";
import type { PolicyConfig } from "../../../automation/policy/config";
import { profileNames } from "../../../automation/policy/profiles";
import { isPlinthError } from "../../../model/errors";
import { resourceRule } from "../../../policypack/lib/rule";
import { waiverRules, Waivers } from "../../../policypack/lib/waivers";
import { rules as packRules } from "../../../policypack/rules";
import { rule as endpointPrivate } from "../../../policypack/rules/eks/endpoint-private";

const tags = resourceRule({
  ...endpointPrivate,
  name: "tags-required",
  settings: {
    required: { type: "array", items: { type: "string" }, description: "Tags.", default: ["Owner"] },
    mode: { type: "string", enum: ["all", "any"], description: "How many.", default: "all" },
    atLeast: { type: "number", description: "How many.", default: 1 },
  },
});
const rules = [endpointPrivate, tags];

describe("automation/policy/config", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-config-"));
    mkdirSync(join(folder, "profiles"));
    writeFileSync(join(folder, "profiles", "baseline.json"), "{}");
    writeFileSync(join(folder, "profiles", "strict.json"), '{"tags-required": "disabled"}');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function load(
    text: string,
    profile: "baseline" | "strict" = "baseline",
  ): ReadonlyMap<string, PolicyConfig> {
    const file = join(folder, "config.json");
    writeFileSync(file, text);
    return loadPolicyConfig({ profile, file, packFolder: folder }, rules);
  }

  it("has every profile of the pack, for the rules that there are", () => {
    const all = [...packRules, ...waiverRules(Waivers.none())];
    for (const profile of profileNames)
      assert.deepEqual(
        [...loadPolicyConfig({ profile }, all).keys()],
        all.map(({ name }) => name),
      );
  });

  it("takes the level of the rule, then of the profile, then of the file, by `all` and by name", () => {
    const level = (text: string, profile?: "strict"): string | undefined =>
      load(text, profile).get("tags-required")?.level;
    assert.equal(level(""), "mandatory");
    assert.equal(level("{}", "strict"), "disabled");
    assert.equal(level('{"all": "advisory"}', "strict"), "advisory");
    assert.equal(level('{"all": "advisory", "tags-required": "remediate"}', "strict"), "remediate");
    assert.equal(level('{"tags-required": {"enforcementLevel": "advisory"}}'), "advisory");
    assert.equal(level('{"tags-required": {"mode": "any"}, "environments": ["ci"]}'), "mandatory");
  });

  it("hands on the settings", () => {
    const settings = { required: ["Team"], mode: "any", atLeast: 2 };
    const text = JSON.stringify({ "tags-required": { enforcementLevel: "advisory", ...settings } });
    assert.deepEqual(load(text).get("tags-required"), { level: "advisory", settings });
  });

  const mistakes: readonly (readonly [string, string, RegExp])[] = [
    ["no JSON", '{\n"all": }', /config\.json:\d: not JSON/],
    ["YAML that is no JSON", "all: mandatory\n", /config\.json:1: not JSON/],
    ["no object", "[]", /config\.json:1: an object is wanted/],
    [
      "an unknown rule",
      '{\n"eks-endpoint-privat": "mandatory"\n}',
      /config\.json:2: there is no policy `eks-endpoint-privat`\. Did you mean `eks-endpoint-private`\?/,
    ],
    [
      "an unknown level",
      '{\n\n"all": "mandatry"}',
      /config\.json:3: "mandatry" is no level of `all`\. Did you mean `mandatory`\?/,
    ],
    [
      "a level inside that is none",
      '{"tags-required": {\n"enforcementLevel": 1}}',
      /config\.json:2: 1 is no level of `tags-required`\. The levels are advisory/,
    ],
    ["a number for a rule", '{"tags-required": 1}', /config\.json:1: `tags-required` must be a level/],
    [
      "an unknown setting",
      '{"tags-required": {\n"requird": []}}',
      /config\.json:2: `tags-required` has no setting `requird`\. Did you mean `required`\?/,
    ],
    [
      "a list that is none",
      '{"tags-required": {"required": "Owner"}}',
      /`required` of `tags-required` must be a list of texts; it is "Owner"/,
    ],
    ["a list of numbers", '{"tags-required": {"required": [1]}}', /must be a list of texts; it is \[1\]/],
    [
      "a word that is not allowed",
      '{"tags-required": {"mode": "some"}}',
      /must be one of all, any; it is "some"/,
    ],
    ["a number that is none", '{"tags-required": {"atLeast": "1"}}', /must be a number; it is "1"/],
  ];
  for (const [what, text, message] of mistakes)
    it(`explains ${what}`, () => {
      assert.throws(
        () => load(text),
        (error) =>
          isPlinthError(error) && error.code === "policy-input-invalid" && message.test(error.format()),
        message.source,
      );
    });

  it("lists every mistake at once", () => {
    assert.throws(
      () => load('{"a-b": "mandatory", "all": "no", "tags-required": {"x": 1}}'),
      (error) => isPlinthError(error) && error.details.length === 3,
    );
  });

  it("says that a file is not there", () => {
    assert.throws(
      () => loadPolicyConfig({ profile: "baseline", file: "/nowhere/x.json", packFolder: folder }, rules),
      {
        code: "policy-input-invalid",
      },
    );
  });
});
