import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { LAST_TOKEN, ROUTER_TOKENS_SCRIPT, routerFolders } from "../../../model/k8s/router-keys";
import { skipBecause } from "../../helpers/skip";

/** The names of the files that a Python script puts, in its order; it fails where the text is no Python. */
const READ = `import ast, json, sys
calls = [node for node in ast.walk(ast.parse(sys.stdin.read())) if isinstance(node, ast.Call)]
puts = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "put"]
print(json.dumps([call.args[0].value for call in sorted(puts, key=lambda call: call.lineno)]))`;

describe("model/k8s/router-keys", () => {
  it("makes both tokens, and the one last that says that the container is ready", function () {
    const { error, status, stdout } = spawnSync("python3", ["-c", READ], {
      input: ROUTER_TOKENS_SCRIPT,
      encoding: "utf8",
    });
    if (error !== undefined) skipBecause(this, "there is no Python 3 on the PATH");
    assert.equal(status, 0);
    const files = (JSON.parse(stdout) as string[]).map((name) => `${routerFolders.tokens}/${name}`);
    assert.deepEqual([...files].sort(), [
      `${routerFolders.tokens}/postgres`,
      `${routerFolders.tokens}/redis`,
    ]);
    assert.equal(files.at(-1), LAST_TOKEN);
  });
});
