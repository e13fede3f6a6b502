import assert from "node:assert/strict";
import { violation } from "../../../../policypack/lib/finding";
import { Waivers } from "../../../../policypack/lib/waivers";
import { rules } from "../../../../policypack/rules";
import type { Rule } from "../../../../policypack/lib/rule";

const [rule] = rules as readonly [Rule];
const cluster = "urn:pulumi:prod::plinth::aws:eks/cluster:Cluster::main";

function waivers(...entries: Partial<Record<string, string>>[]): Waivers {
  const full = entries.map((entry) => ({
    rule: rule.name,
    urn: cluster,
    reason: "The office has no VPN yet.",
    owner: "platform-team",
    expires: "2026-10-31",
    ...entry,
  }));
  return Waivers.read(
    "waivers.yaml",
    JSON.stringify(full, undefined, 0).replaceAll("},{", "},\n{"),
    [rule.name],
    "2026-10-31",
  );
}

const judge = (book: Waivers, urn = cluster, message = "must be private"): boolean => {
  book.begin(rule.name);
  return book.filter({ rule, finding: violation("", message), urn });
};
const problems = (book: Waivers): string[] =>
  book.problems().map(({ line, message }) => `${line}: ${message}`);

describe("policypack/lib/waivers", () => {
  for (const urn of [cluster, "*::aws:eks/cluster:Cluster::main", "urn:pulumi:*::main", "*"])
    it(`holds a finding back whose URN is like ${urn}`, () => {
      const book = waivers({ urn });
      assert.equal(judge(book), false);
      assert.deepEqual(problems(book), []);
      const [waived] = book.waived;
      assert.equal(waived?.urn, cluster);
      assert.equal(waived.waiver.owner, "platform-team");
      assert.equal(waived.reported.finding.message, "must be private");
    });

  for (const urn of ["urn", `${cluster}-two`, "*::Cluster", "aws.eks*", cluster.replace("main", "m.in")])
    it(`holds nothing back by ${urn}, and says that it is not used`, () => {
      const book = waivers({ urn });
      assert.equal(judge(book), true);
      assert.deepEqual(book.waived, []);
      assert.match(
        problems(book).join(),
        /^1: the waiver of `.*` by platform-team is not used: .*remove it\.$/,
      );
    });

  it("holds on the day that it expires, and no longer", () => {
    assert.equal(judge(waivers({ expires: "2026-10-31" })), false);
    const book = waivers({ expires: "2026-10-30" });
    assert.equal(judge(book), true);
    assert.match(
      problems(book).join(),
      /^1: the waiver of `.*` by platform-team expired on 2026-10-30; repair/,
    );
  });

  it("takes the waiver that is in force before the one that has expired", () => {
    const book = waivers({ urn: "*", expires: "2026-01-01" }, { owner: "other-team" });
    assert.equal(judge(book), false);
    assert.equal(book.waived[0]?.waiver.owner, "other-team");
    assert.equal(problems(book).length, 1);
  });

  it("calls no waiver unused whose rule has not run", () => {
    assert.deepEqual(problems(waivers({})), []);
  });

  it("waives findings about the stack by the stack's URN", () => {
    const book = waivers({ urn: "urn:pulumi:prod::plinth::pulumi:pulumi:Stack::plinth-prod" });
    book.about("urn:pulumi:prod::plinth::pulumi:pulumi:Stack::plinth-prod");
    book.about(undefined);
    book.begin(rule.name);
    assert.equal(book.filter({ rule, finding: violation("", "one budget"), urn: undefined }), false);
  });

  it("calls no waiver unused that is of another stack", () => {
    const book = waivers(
      { urn: "urn:pulumi:dev::plinth::x:y:Z::main" },
      { urn: "urn:pulumi:*::plinth::x:y:Z::other" },
    );
    book.begin(rule.name);
    assert.equal(problems(book).length, 2);
    book.about("urn:pulumi:prod::plinth::pulumi:pulumi:Stack::plinth-prod");
    assert.equal(problems(book).length, 1);
    book.about("urn:pulumi:dev::plinth::pulumi:pulumi:Stack::plinth-dev");
    assert.equal(problems(book).length, 2);
  });

  it("lists a finding once that is found twice", () => {
    const book = waivers({});
    judge(book);
    judge(book);
    judge(book, cluster, "must have no public address");
    assert.equal(book.waived.length, 2);
  });

  it("lists what is wrong in the order of the lines", () => {
    const book = waivers({ urn: "nothing" }, { reason: "" }, { urn: "no more" });
    judge(book);
    assert.deepEqual(
      problems(book).map((problem) => problem.slice(0, 1)),
      ["1", "2", "3"],
    );
  });
});
