import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RouterProcess } from "../../helpers/router-process";

describe("cli/commands/models", function () {
  this.timeout(60_000);
  let router: RouterProcess;
  const folder = mkdtempSync(join(tmpdir(), "plinth-models-"));

  before(async () => {
    router = await RouterProcess.start({ ROUTER_UPSTREAM_URL: "http://127.0.0.1:9/v1" });
  });

  after(async () => {
    await router.stop();
    rmSync(folder, { recursive: true });
  });

  const done = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await router.plinth("models", ...args);
    assert.equal(code, 0, stderr);
    return stdout;
  };

  it("lists what the router's environment says", async () => {
    const text = await done("list");
    assert.match(text, /^\* +fixed +local-first +upstream\/\*$/m);
    assert.match(text, /^upstream +fixed +openai-compatible +http:\/\/127\.0\.0\.1:9\/v1$/m);
  });

  it("adds a backend and a model on it, which clients then see", async () => {
    assert.equal(
      await done(
        "add-backend",
        "mac",
        "--backend-url",
        "https://mac.example/v1",
        "--key-variable",
        "MAC_KEY",
      ),
      "The router has the backend mac.\n",
    );
    const added = await done(
      "add",
      "chat",
      "--target",
      "mac/a/b:7b",
      "--target",
      "upstream/c",
      "--strategy",
      "cost",
    );
    assert.equal(added, "The router has the model chat.\n");
    const document = JSON.parse(await done("list", "--json")) as {
      models: { name: string; from: string; targets: { backend: string; model: string }[] }[];
      backends: { name: string; key_variable?: string }[];
    };
    const chat = document.models.find(({ name }) => name === "chat");
    assert.equal(chat?.from, "stored");
    assert.deepEqual(
      chat.targets.map(({ backend, model }) => [backend, model]),
      [
        ["mac", "a/b:7b"],
        ["upstream", "c"],
      ],
    );
    assert.equal(document.backends.find(({ name }) => name === "mac")?.key_variable, "MAC_KEY");
    const secret = (await router.plinth("keys", "create", "ci")).stdout.trim();
    const seen = await fetch(`${router.url}/v1/models/chat`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    assert.equal(seen.status, 200);
  });

  it("takes back what it shows, and says that it replaced it", async () => {
    const file = join(folder, "chat.yaml");
    const shown = await done("show", "chat");
    writeFileSync(file, shown.replace("num_retries: 2", "num_retries: 5"));
    assert.equal(await done("add", "chat", "--file", file), "The router has another model chat now.\n");
    const document = JSON.parse(await done("show", "chat", "--json")) as Record<string, unknown>;
    assert.deepEqual([document["name"], document["from"], document["num_retries"]], ["chat", "stored", 5]);
  });

  const mistakes: readonly (readonly [string[], RegExp, RegExp])[] = [
    [["show", "caht"], /no model 'caht'/, /Did you mean `chat`\?/],
    [["remove", "nothing-like-it"], /no model 'nothing-like-it'/, /models list/],
    [
      ["remove", "*"],
      /'\*' stands in the router's file or environment \[?|change it there/,
      /nothing was changed/,
    ],
    [["remove-backend", "mac"], /models\.chat names the backend mac/, /nothing was changed/],
    [["add", "x", "--target", "nope/y"], /names the backend nope; there is/, /nothing was changed/],
    [["add", "x", "--target", "mac"], /'mac', which is no <backend>\/<model>/, /such as mac\//],
    [["add", "x", "--target", "mac/y", "--strategy", "cheap"], /one of local-first, weighted/, /Correct/],
    [["add", "x"], /no --target is given/, /--file/],
    [
      ["add", "x", "--file", "/nowhere.yaml"],
      /\/nowhere\.yaml of --file cannot be read \(ENOENT\)/,
      /models show/,
    ],
    [["add", "x", "--file", "f", "--target", "a/b"], /--file has the whole model/, /Leave out/],
    [["add-backend", "y", "--kind", "olama"], /one of openai-compatible/, /Correct/],
    [["add-backend", "Y", "--backend-url", "http://h/v1"], /lower-case letters/, /Correct/],
  ];
  for (const [args, message, fix] of mistakes)
    it(`explains ${args.join(" ")}`, async () => {
      const { code, stdout, stderr } = await router.plinth("models", ...args);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr, message);
      assert.match(stderr, fix);
    });

  it("explains a file that is no YAML", async () => {
    const file = join(folder, "bad.yaml");
    writeFileSync(file, "targets: [\n");
    const { code, stderr } = await router.plinth("models", "add", "x", "--file", file);
    assert.equal(code, 2);
    assert.match(stderr, /is not YAML/);
  });

  it("removes what was stored, the model before its backend", async () => {
    assert.equal(await done("remove", "chat"), "The router no longer has the model chat.\n");
    assert.equal(await done("remove-backend", "mac"), "The router no longer has the backend mac.\n");
    assert.equal((await router.plinth("models", "show", "chat")).code, 2);
  });
});
