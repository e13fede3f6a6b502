import assert from "node:assert/strict";
import { join } from "node:path";
import { coloursFor } from "../../cli/colours";
import { describe as described } from "../../cli/commands/drill";
import type { RestoreDrillResult } from "../../automation/drills/restore";
import { execute, repository } from "../helpers/stack";

const passed: RestoreDrillResult = {
  passed: true,
  namespace: "plinth-drill-a1",
  phases: { backup: "Completed", restore: "Completed" },
  seconds: { backup: 2.5, wipe: 6, rto: 9.1, rpo: 3 },
  objects: 7,
  differences: [],
  problems: [],
  left: [],
};

describe("cli/commands/drill", function () {
  this.timeout(60_000);
  const text = (result: RestoreDrillResult): string => described(result, coloursFor({ isTTY: false }));

  it("says how long each step took, and that all came back", () => {
    const answer = text(passed);
    assert.match(answer, /restore, until all runs \(RTO\) +9\.1 s +Completed/);
    assert.match(answer, /\(RPO\) +3\.0 s/);
    assert.match(answer, /All 7 objects came back as they were\.$/);
  });

  it("lists what differs, why it stopped and what is left", () => {
    const answer = text({
      ...passed,
      passed: false,
      phases: { backup: "Completed", restore: "PartiallyFailed" },
      seconds: { ...passed.seconds, rto: null },
      differences: [{ object: "Service known", path: "", before: "there", after: undefined }],
      problems: ["The restore ended as PartiallyFailed: 1 error, which Velero's log names."],
      left: ["There still is the backup plinth-drill-a1, which Velero deletes by itself."],
    });
    assert.match(answer, /Service known +there\n/);
    assert.match(answer, /ended as PartiallyFailed/);
    assert.match(answer, /There still is the backup/);
    assert.match(answer, /did not pass: 1 difference in 7 objects\.$/);
  });

  const plinth = (...args: string[]) => execute(join(repository, "plinth"), ["drill", ...args, "--json"]);

  it("refuses a drill that there is not, and a stack without a cluster", async () => {
    const unknown = await plinth("restor", "dev");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stdout, /Did you mean `restore`\?/);
    const local = await plinth("restore", "dev");
    assert.equal(local.code, 2);
    assert.match(local.stdout, /"target-unavailable"/);
  });
});
