import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { report, reportFormats } from "../../../automation/report";
import { rootOf } from "../../../automation/report/document";
import { skipBecause } from "../../helpers/skip";
import { clean, sample } from "./sample";

/** The published schema, as a package of the makers of SARIF carries it. */
const schemaFile = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";

function sarifSchema(): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(createRequire(__filename).resolve(schemaFile), "utf8")) as Record<
      string,
      unknown
    >;
  } catch {
    return undefined;
  }
}

describe("automation/report", () => {
  it("shows no secret in any form", () => {
    for (const format of reportFormats) assert.doesNotMatch(report(format, sample), /hunter2/, format);
  });

  describe("table", () => {
    it("names rule, place, resource, message and waiver, the worst last, and then the counts", () => {
      const text = report("table", sample);
      assert.match(
        text,
        /^waived eks-endpoint-private Pulumi\.yaml:1\n {2}cilium \(kubernetes:helm\.sh\/v4:Chart\)\n/,
      );
      assert.match(text, /waived by platform-team until 2999-12-31: No VPN yet\.\n\nwarned tags-owner/);
      assert.match(text, /denied waivers-valid waivers\.yaml:7\n {2}waivers\.yaml:7: it expired\n\n/);
      assert.match(text, /Estimate: \d+ USD a month idle, .*; the budget is 500 USD.* \(prices of \d{4}/);
      assert.match(
        text,
        /Denied: 2 denied, 1 warning, 1 waived; 3 resources, 1 of them built elsewhere .* \(profile baseline\)\.$/,
      );
      assert.equal(
        report("table", clean),
        "Not denied: 0 denied, 0 warnings, 0 waived; 3 resources (profile baseline).",
      );
    });
  });

  describe("tree", () => {
    it("shows the resources with their places", () => {
      assert.match(
        report("tree", sample),
        /^main +aws:eks\/cluster:Cluster +src\/cluster & co\.ts:12 +1 unknown/m,
      );
    });
  });

  describe("json", () => {
    it("has every field that is documented", () => {
      const document = JSON.parse(report("json", sample)) as Record<string, unknown[]>;
      assert.deepEqual(Object.keys(document), [
        ...["version", "project", "stack", "program", "profile", "denied"],
        ...["resources", "findings", "unexpanded", "cost", "versions"],
      ]);
      assert.equal(document["denied"], true);
      assert.deepEqual(document["findings"]?.[2], {
        rule: "eks-endpoint-private",
        enforcementLevel: "mandatory",
        severity: "high",
        message: "must be private too",
        urn: "urn:pulumi:test::plinth::kubernetes:helm.sh/v4:Chart::cilium",
        file: "Pulumi.yaml",
        line: 1,
        waived: {
          owner: "platform-team",
          reason: "No VPN yet.",
          expires: "2999-12-31",
          file: "waivers.yaml",
          line: 1,
        },
      });
    });

    it("shows inputs without secrets and unknown values, with the place of the resource", () => {
      const resource = sample.document.resources[1];
      assert.deepEqual(resource?.inputs, {
        name: "prod",
        token: "[secret]",
        roleArn: "[unknown]",
        tags: [{ Owner: "[secret]" }],
      });
      assert.equal(resource.file, "src/cluster & co.ts");
      assert.equal(resource.line, 12);
    });

    it("gives paths from the root of the work tree", () => {
      const root = join(__dirname, "../../..");
      assert.equal(rootOf(join(root, "test")), root);
    });
  });

  describe("sarif", () => {
    interface Log {
      runs: {
        tool: { driver: { rules: { id: string; properties: Record<string, unknown> }[] } };
        results: {
          ruleId: string;
          ruleIndex: number;
          level: string;
          suppressions: { justification: string }[];
          partialFingerprints: Record<string, string>;
          locations: {
            physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } };
          }[];
        }[];
      }[];
    }
    const log = JSON.parse(report("sarif", sample)) as Log;
    const [run] = log.runs;

    it("is valid against the published schema", function () {
      const schema = sarifSchema();
      if (schema === undefined) skipBecause(this, "the package with the schema of SARIF is not installed");
      // It is of an older draft, of which it uses nothing that has changed but these two names.
      const { id, $schema, ...rest } = schema;
      assert.ok(id && $schema);
      const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
      (formats as unknown as (instance: Ajv) => void)(ajv);
      const validate = ajv.compile(rest);
      for (const source of [sample, clean]) {
        validate(JSON.parse(report("sarif", source)));
        assert.deepEqual(validate.errors ?? [], []);
      }
    });

    it("has a place with a line for each result, as an address", () => {
      const places = run?.results.map(({ locations: [location] }) => location?.physicalLocation);
      assert.deepEqual(
        places?.map((place) => `${place?.artifactLocation.uri}:${place?.region.startLine}`),
        ["src/cluster%20&%20co.ts:12", "src/cluster%20&%20co.ts:12", "Pulumi.yaml:1", "waivers.yaml:7"],
      );
    });

    it("tells errors from warnings, and what was waived", () => {
      assert.deepEqual(
        run?.results.map(({ level }) => level),
        ["error", "warning", "error", "error"],
      );
      assert.deepEqual(
        run.results.map(({ suppressions }) => suppressions.length),
        [0, 0, 1, 0],
      );
      assert.equal(
        run.results[2]?.suppressions[0]?.justification,
        "No VPN yet. (platform-team, until 2999-12-31)",
      );
    });

    it("points from each result to its rule, and tells results apart", () => {
      const rules = run?.tool.driver.rules ?? [];
      for (const { ruleId, ruleIndex } of run?.results ?? []) assert.equal(rules[ruleIndex]?.id, ruleId);
      const prints = run?.results.map(({ partialFingerprints }) => partialFingerprints["plinthFinding/v1"]);
      assert.equal(new Set(prints).size, 4);
    });

    it("ranks what is a matter of security, and nothing else", () => {
      const ranks = run?.tool.driver.rules.map(({ properties }) => properties["security-severity"]);
      assert.deepEqual(ranks, ["8.0", "8.0", undefined, undefined]);
    });
  });

  describe("junit", () => {
    const xml = report("junit", sample);

    it("counts tests, failures and what is skipped", () => {
      assert.match(
        xml,
        /<testsuites name="plinth preview test" tests="5" failures="2" errors="0" skipped="1">/,
      );
      assert.match(xml, /<testsuite name="eks" tests="3" failures="1" errors="0" skipped="1">/);
    });

    it("passes a policy that found nothing, and one that only warns", () => {
      assert.match(xml, /<testcase classname="plinth\.eks" name="eks-quiet"\/>/);
      assert.match(
        xml,
        /name="tags-owner: main \(aws:eks\/cluster:Cluster\)"[^>]*>\n +<system-out>warning\n/,
      );
    });

    it("escapes what XML cannot hold", () => {
      assert.match(xml, /file="src\/cluster &amp; co\.ts" line="12"/);
      assert.match(
        xml,
        /<failure type="high" message="`a\|b` must be &lt;false&gt; &amp; &quot;private&quot;\.&#10;A second line\ufffd\.">/,
      );
      assert.match(xml, /<skipped message="waived by platform-team until 2999-12-31: No VPN yet\."\/>/);
    });
  });

  describe("markdown", () => {
    const markdown = report("markdown", sample);

    it("says first whether it is denied", () => {
      assert.match(
        markdown,
        /^### Preview of `plinth\/test`: denied\n\n2 denied, 1 warning, 1 waived\. 3 resources/,
      );
      assert.match(report("markdown", clean), /: not denied\n\n0 denied, 0 warnings, 0 waived\./);
    });

    it("keeps each finding in its row", () => {
      assert.match(
        markdown,
        /\| `eks-endpoint-private` \| main \(aws:eks\/cluster:Cluster\) \| `src\/cluster & co\.ts:12` \| `a\\\|b` must be \\<false\\> & "private"\. A second line.\. \|/,
      );
      assert.match(markdown, /\| by platform-team until 2999-12-31: No VPN yet\. \|/);
      assert.match(
        markdown,
        /\| way-out \(aws:ec2\/natGateway:NatGateway\) \| \d+ USD \| \d+ USD \| \d+ USD \|/,
      );
      assert.match(markdown, /Components whose parts no policy has seen: 1/);
    });

    it("says what up would change, or why nobody knows", () => {
      const change = { name: "plinth-web", type: "container", action: "create" };
      const engine = { name: "compose", version: "2", reason: "" } as const;
      const known = { ...clean.document, engine, changes: [change], summary: { create: 1 } };
      assert.match(
        report("markdown", { ...clean, document: known }),
        /What up would change: 1 to create<\/summary>\n\n- create plinth-web \(container\)/,
      );
      const code = "engine-unreachable";
      const changesUnknown = { code, message: "Docker does not answer.", fix: "", failed: false } as const;
      assert.match(
        report("markdown", { ...clean, document: { ...clean.document, changesUnknown } }),
        /What `up` would change is not known: Docker does not answer\./,
      );
    });

    it("leaves out what a comment has no room for, and says so", () => {
      const [finding] = sample.document.findings;
      assert.ok(finding);
      const many = { ...sample.document, findings: Array.from({ length: 1000 }, () => finding) };
      const long = report("markdown", { ...sample, document: many });
      assert.ok(long.length < 65_536);
      assert.match(long, /And 940 more, which the report in JSON has\./);
    });
  });
});
