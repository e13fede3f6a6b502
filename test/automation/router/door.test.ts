import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { doorOf } from "../../../automation/router/door";
import { PlinthError } from "../../../model/errors";

const folder = mkdtempSync(join(tmpdir(), "plinth-door-"));

function refused(args: Parameters<typeof doorOf>[0]): PlinthError {
  try {
    doorOf(args, folder);
  } catch (error) {
    assert.ok(error instanceof PlinthError, String(error));
    return error;
  }
  return assert.fail("it must be refused");
}

describe("automation/router/door", () => {
  const name = "door-test";
  const keyFile = join(folder, "key");

  before(() => {
    writeFileSync(keyFile, "the-key\n");
    writeFileSync(
      join(folder, `Pulumi.${name}.yaml`),
      stringify({
        config: {
          "plinth:target": "compose",
          "plinth:dataDir": join(folder, "data"),
          "plinth:ports": { router: 8123 },
        },
      }),
    );
  });

  after(() => rmSync(folder, { recursive: true }));

  it("is the stack's own router with the key that the stack made", () => {
    const { code, message, fix } = refused({ stack: name });
    assert.equal(code, "router-admin-key");
    assert.match(message, /data\/secrets\/router\/admin_key \(ENOENT\)/);
    assert.match(fix, /`\.\/plinth up door-test`/);
    const secrets = join(folder, "data", "secrets", "router");
    mkdirSync(secrets, { recursive: true });
    writeFileSync(join(secrets, "admin_key"), "made-by-the-stack");
    assert.deepEqual(doorOf({ stack: name }, folder), {
      url: "http://127.0.0.1:8123",
      adminKey: "made-by-the-stack",
      adminKeyFile: join(secrets, "admin_key"),
      stack: name,
    });
  });

  it("is another router by its address, however that ends", () => {
    for (const url of ["https://r.example/llm", "https://r.example/llm/", "https://r.example/llm/v1"])
      assert.deepEqual(doorOf({ stack: "none", url, adminKeyFile: keyFile }), {
        url: "https://r.example/llm",
        adminKey: "the-key",
        adminKeyFile: keyFile,
        stack: undefined,
      });
  });

  it("wants an address and a key together", () => {
    const { code, fix } = refused({ stack: name, url: "https://r.example" });
    assert.equal(code, "usage");
    assert.match(fix, /a key itself is never an argument/);
  });

  it("refuses what is no address, and shows no password of it", () => {
    for (const url of [
      "r.example",
      "ftp://r.example",
      "https://me:hunter2@r.example",
      "https://r.example/?a=b",
    ]) {
      const { code, message } = refused({ stack: name, url, adminKeyFile: keyFile });
      assert.equal(code, "usage", url);
      assert.ok(!message.includes("hunter2"), message);
    }
  });

  it("refuses a file that is empty or holds no key", () => {
    for (const [text, what] of [
      ["\n", /is empty/],
      ["two words", /holds no key/],
      ["one\ntwo", /holds no key/],
    ] as const) {
      writeFileSync(join(folder, "bad"), text);
      const { message } = refused({ stack: name, adminKeyFile: join(folder, "bad") });
      assert.match(message, what);
    }
  });
});
