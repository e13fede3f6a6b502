import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WRITTEN_FROM_PACK, WRITTEN_MARK } from "../../scripts/generate/output";
import { withNavigation } from "../../scripts/generate/outputs/policies-docs";
import { difference } from "../../scripts/generate/policies/difference";
import { render } from "../../scripts/generate/policies/render";
import { staleFiles, writeFiles } from "../../scripts/generate/run";
import { secret, unknownValue } from "../policypack/server";

const lines = (...each: string[]): string => each.join("\n");

describe("scripts/generate/outputs/policies-docs", () => {
  it("marks its pages so that they can be told from others", () => {
    assert.ok(`<!-- ${WRITTEN_FROM_PACK} -->`.startsWith(WRITTEN_MARK));
  });

  it("removes the page of a rule that is gone, and leaves a page that a person wrote", async () => {
    const root = mkdtempSync(join(tmpdir(), "plinth-pages-"));
    try {
      mkdirSync(join(root, "pages"));
      for (const name of ["kept", "gone"])
        writeFileSync(join(root, `pages/${name}.md`), `${WRITTEN_MARK} -->\n`);
      writeFileSync(join(root, "pages/own.md"), "# Own\n");
      const produce = () => Promise.resolve({ "pages/kept.md": "new\n" });
      const stale = await staleFiles(root, [{ title: "pages", produce, owns: "pages" }]);
      assert.deepEqual(
        stale.map(({ path, text }) => [path, text]),
        [
          ["pages/kept.md", "new\n"],
          ["pages/gone.md", undefined],
        ],
      );
      await writeFiles(root, stale);
      assert.deepEqual(readdirSync(join(root, "pages")).sort(), ["kept.md", "own.md"]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("writes the navigation between its two comments", () => {
    const marks = ["  # Rules, written by `npm run generate`.", "  # End of the rules."];
    const site = lines("nav:", ...marks, "  - Other: other.md");
    const areas = new Map([["eks", [{ name: "eks-one" }, { name: "eks-two" }]]]);
    const written = withNavigation(site, areas);
    assert.equal(
      written,
      lines(
        "nav:",
        marks[0] ?? "",
        "  - eks:",
        "      - eks-one: policies/eks-one.md",
        "      - eks-two: policies/eks-two.md",
        marks[1] ?? "",
        "  - Other: other.md",
      ),
    );
    assert.equal(withNavigation(written, areas), written);
    assert.throws(() => withNavigation("nav:\n", areas), /no section for the rules/);
  });

  it("shows resources of a cloud as TypeScript", async () => {
    const { language, text } = await render([
      { type: "aws:s3/bucket:Bucket", name: "my-logs", inputs: { bucket: "logs" } },
      {
        type: "aws:s3/bucketPolicy:BucketPolicy",
        name: "2nd",
        inputs: { bucket: unknownValue, policy: '{"Version":"2012-10-17"}', token: secret("x"), odd: "{" },
        provider: { region: "eu-central-1" },
        parent: "my-logs",
        propertyDependencies: { bucket: ["my-logs"] },
      },
      { type: "eks:index:Cluster", name: "c", inputs: { list: [1, true, undefined], no: undefined } },
    ]);
    assert.equal(language, "ts");
    assert.match(text, /^const myLogs = new aws\.s3\.Bucket\("my-logs", \{ bucket: "logs" \}\);/);
    assert.match(
      text,
      /\/\/ `bucket` comes from `my-logs`\.\nconst _2nd = new aws\.s3\.BucketPolicy\(\n {2}"2nd"/,
    );
    assert.match(text, /bucket: "known only after the update"/);
    assert.match(text, /policy: JSON\.stringify\(\{ Version: "2012-10-17" \}\)/);
    assert.match(text, /token: pulumi\.secret\("x"\)/);
    assert.match(text, /odd: "\{"/);
    assert.match(
      text,
      /\{ parent: myLogs, provider: new aws\.Provider\("provider", \{ region: "eu-central-1" \}\) \}/,
    );
    assert.match(text, /new eks\.Cluster\("c", \{ list: \[1, true, undefined\] \}\)/);
  });

  it("shows manifests as YAML, and beside other resources as TypeScript", async () => {
    const pod = {
      type: "kubernetes:core/v1:Pod",
      name: "web",
      inputs: { spec: { hostNetwork: unknownValue } },
    };
    const pool = { type: "kubernetes:karpenter.sh/v1:NodePool", name: "gpu", inputs: { spec: {} } };
    const { language, text } = await render([pod, pool]);
    assert.equal(language, "yaml");
    assert.equal(
      text,
      lines(
        "apiVersion: v1",
        "kind: Pod",
        "metadata:",
        "  name: web",
        "spec:",
        "  hostNetwork: known only after the update",
        "---",
        "apiVersion: karpenter.sh/v1",
        "kind: NodePool",
        "metadata:",
        "  name: gpu",
        "spec: {}",
      ),
    );
    const release = { type: "kubernetes:helm.sh/v3:Release", name: "chart", inputs: { chart: "loki" } };
    const mixed = await render([release, { ...pod, parent: "chart" }, pool]);
    assert.equal(mixed.language, "ts");
    assert.match(mixed.text, /new kubernetes\.helm\.v3\.Release\("chart"/);
    assert.match(mixed.text, /new kubernetes\.core\.v1\.Pod\(/);
    assert.match(
      mixed.text,
      /new kubernetes\.apiextensions\.CustomResource\("gpu", \{\n? *apiVersion: "karpenter/,
    );
  });

  it("shows the changed lines with two around them", () => {
    const before = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    const after = ["a", "b", "c", "D", "e", "f", "g", "h", "i", "j"];
    assert.equal(
      difference(lines(...before), lines(...after)),
      lines("  b", "  c", "- d", "+ D", "  e", "  f", "…", "  h", "  i", "+ j"),
    );
    assert.equal(difference("a\nb\nc\nd\ne", "a\nc\nd\ne"), lines("  a", "- b", "  c", "  d"));
    assert.equal(difference("a", "b"), lines("- a", "+ b"));
  });
});
