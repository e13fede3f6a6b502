import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskProblems } from "../../../automation/local/disk";

const GiB = 1024 ** 3;
const need = {
  path: join(tmpdir(), "not", "there", "yet"),
  purpose: "The disk of the data folder",
  minimumGiB: 1,
};

describe("automation/local/disk", () => {
  it("is content with enough room, and asks about the nearest folder that exists", async () => {
    const asked: string[] = [];
    const free = (path: string): Promise<number> => {
      asked.push(path);
      return Promise.resolve(GiB);
    };
    assert.deepEqual(await diskProblems([need], free), []);
    assert.deepEqual(asked, [tmpdir()]);
  });

  it("says how much is free and how much is needed", async () => {
    const problems = await diskProblems(
      [need, { ...need, purpose: "Docker's disk", minimumGiB: 2 }],
      (_path) => Promise.resolve(0.5 * GiB),
    );
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["disk-full", "disk-full"],
    );
    assert.match(
      problems[0]?.message ?? "",
      /data folder \(.*\) has 512 MiB of free space, and 1 GiB are needed/,
    );
    assert.match(problems[1]?.message ?? "", /^Docker's disk .* 2 GiB are needed/);
  });

  it("does not stop where the answer cannot be had", async () => {
    assert.deepEqual(await diskProblems([need], () => Promise.reject(new Error("not allowed"))), []);
  });

  it("asks the file system by itself", async () => {
    assert.deepEqual(await diskProblems([{ ...need, minimumGiB: 0 }]), []);
    assert.equal((await diskProblems([{ ...need, minimumGiB: 1e9 }])).length, 1);
  });
});
