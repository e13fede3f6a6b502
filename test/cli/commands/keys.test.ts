import assert from "node:assert/strict";
import { join } from "node:path";
import type { MadeKey, RouterKey } from "../../../automation/router/api";
import { RouterProcess } from "../../helpers/router-process";
import { execute, freePort, repository } from "../../helpers/stack";

describe("cli/commands/keys", function () {
  this.timeout(60_000);
  let router: RouterProcess;

  before(async () => {
    router = await RouterProcess.start();
  });

  after(() => router.stop());

  const keys = async (): Promise<readonly RouterKey[]> => {
    const { code, stdout } = await router.plinth("keys", "list", "--json");
    assert.equal(code, 0);
    return (JSON.parse(stdout) as { keys: RouterKey[] }).keys;
  };

  const statusWith = async (secret: string): Promise<number> =>
    (await fetch(`${router.url}/v1/models`, { headers: { authorization: `Bearer ${secret}` } })).status;

  it("says how to make one where there is none", async () => {
    const { code, stdout } = await router.plinth("keys", "list");
    assert.deepEqual([code, stdout.includes("./plinth keys create <name>")], [0, true]);
  });

  it("makes a key and writes its secret, and nothing else, to standard output", async () => {
    const { code, stdout, stderr } = await router.plinth("keys", "create", "ci");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^sk-plinth-[\w-]{43}\n$/);
    assert.ok(!stderr.includes(stdout.trim()));
    assert.match(stderr, /Made the key ci \(key_\w+\)\. Its secret is shown this once/);
    assert.equal(await statusWith(stdout.trim()), 200);
    const again = await router.plinth("keys", "show", "ci");
    assert.ok(!`${again.stdout}${again.stderr}`.includes(stdout.trim()));
  });

  it("gives a key all limits that it may have", async () => {
    const { code, stdout, stderr } = await router.plinth(
      ...["keys", "create", "limited", "--json", "--tenant", "team-a", "--models", "chat, openai/*"],
      ...["--requests-per-minute", "10", "--tokens-per-minute", "2000"],
      ...["--budget", "2.5", "--period", "day", "--expires", "30d"],
    );
    assert.equal(code, 0, stderr);
    const made = JSON.parse(stdout) as MadeKey;
    assert.match(made.key, /^sk-plinth-/);
    assert.equal(made.tenant, "team-a");
    assert.deepEqual(made.models, ["chat", "openai/*"]);
    assert.deepEqual([made.requests_per_minute, made.tokens_per_minute], [10, 2000]);
    assert.deepEqual(made.budget, { dollars: 2.5, period: "day" });
    const seconds = (Date.parse(made.expires_at ?? "") - Date.parse(made.created_at)) / 1000;
    assert.ok(Math.abs(seconds - 30 * 86_400) < 5, String(seconds));
    const { stdout: shown } = await router.plinth("keys", "show", made.id);
    assert.match(shown, /^limits +10 requests\/min, 2000 tokens\/min, \$2\.5\/day$/m);
    assert.match(shown, /^models +chat openai\/\*$/m);
  });

  it("rotates a key by its name, at once", async () => {
    const first = (await router.plinth("keys", "create", "turned")).stdout.trim();
    const { code, stdout, stderr } = await router.plinth("keys", "rotate", "turned");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /the old one \(key_\w+\) no longer works/);
    assert.deepEqual([await statusWith(first), await statusWith(stdout.trim())], [401, 200]);
  });

  it("lets the old key work on for a grace, and then asks which of the two is meant", async () => {
    const first = (await router.plinth("keys", "create", "soft")).stdout.trim();
    const { stdout, stderr } = await router.plinth("keys", "rotate", "soft", "--grace", "1h");
    assert.match(stderr, /works until \d{4}-/);
    assert.deepEqual([await statusWith(first), await statusWith(stdout.trim())], [200, 200]);
    const { code, stderr: asked } = await router.plinth("keys", "revoke", "soft");
    assert.equal(code, 2);
    const ids = (await keys()).filter(({ name }) => name === "soft").map(({ id }) => id);
    assert.equal(ids.length, 2);
    for (const id of ids) assert.ok(asked.includes(id), asked);
    const revoked = await router.plinth("keys", "revoke", ids[0] ?? "");
    assert.equal(revoked.code, 0, revoked.stderr);
    assert.equal(await statusWith(stdout.trim()), 401);
  });

  it("revokes a key, which then shows as revoked and is not in force by its name", async () => {
    const secret = (await router.plinth("keys", "create", "gone")).stdout.trim();
    const { code, stdout } = await router.plinth("keys", "revoke", "gone");
    assert.equal(code, 0);
    assert.match(stdout, /^The key gone \(key_\w+\) no longer works\.\n$/);
    assert.equal(await statusWith(secret), 401);
    assert.match((await router.plinth("keys", "list")).stdout, /^gone .* revoked$/m);
    assert.match((await router.plinth("keys", "show", "gone")).stdout, /^state +revoked$/m);
    const again = await router.plinth("keys", "revoke", "gone");
    assert.equal(again.code, 2);
    assert.match(again.stderr, /No key of the name 'gone' is in force any more/);
  });

  const mistakes: readonly (readonly [string[], RegExp, RegExp])[] = [
    [["keys", "show", "limitde"], /no key with the name or the id 'limitde'/, /Did you mean `limited`\?/],
    [["keys", "shwo", "ci"], /no action 'shwo' of keys/, /Did you mean `show`\?/],
    [["keys", "create"], /keys create takes 1 name, not 0/, /help keys/],
    [["keys", "revoke", "ci", "--budget", "2"], /keys revoke has no option --budget/, /Leave it out/],
    [["keys", "list", "--requests-per-minute", "2"], /no option --requests-per-minute/, /Leave it out/],
    [["keys", "create", "x", "--budget", "0"], /'0' is invalid.*above 0/, /help keys/],
    [["keys", "create", "x", "--expires", "30"], /'30' is invalid.*30d, 12h/, /help keys/],
    [["keys", "create", "x", "--models", "a,,b"], /'a,,b' is invalid.*none of them empty/, /help keys/],
    [["keys", "create", "x", "--period", "day"], /there is no --budget/, /Give a --budget/],
    [
      ["keys", "create", "x".repeat(101)],
      /The router says: 'name'.*1 to 100 characters/,
      /nothing was changed/,
    ],
  ];
  for (const [args, message, fix] of mistakes)
    it(`explains ${args.join(" ").slice(0, 60)}`, async () => {
      const { code, stdout, stderr } = await router.plinth(...args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.match(stderr, fix);
    });

  it("exits with 3 where no router answers, with a document where one is asked for", async () => {
    const url = `http://127.0.0.1:${String(await freePort())}`;
    const args = ["keys", "list", "--json", "--url", url, "--admin-key-file", router.adminKeyFile];
    const { code, stdout } = await execute(join(repository, "plinth"), args);
    assert.equal(code, 3);
    const { error } = JSON.parse(stdout) as { error: { code: string; exitCode: number } };
    assert.deepEqual([error.code, error.exitCode], ["router-unreachable", 3]);
  });
});
