import assert from "node:assert/strict";
import { imageKeys } from "../../../components/local/stack-images";

describe("components/local/stack-images", () => {
  const keys = (...images: string[]): string[] => images.map((image) => imageKeys(images).get(image) ?? "");

  it("keys an image by its repository's last part, so that a new version keeps the key", () => {
    assert.deepEqual(keys("docker.io/library/postgres:17.12-trixie", "plinth/router:0.1.0"), [
      "postgres",
      "router",
    ]);
    assert.deepEqual(keys("plinth/postgres:18"), ["postgres"]);
    assert.deepEqual(keys("registry.example:5000/team/web@sha256:abc"), ["web"]);
  });

  it("tells two of the same name apart", () => {
    assert.deepEqual(keys("a/web:1", "b/web:1"), ["a-web", "b-web"]);
    assert.deepEqual(keys("a/web:1", "a/web:2"), ["a-web-1", "a-web-2"]);
    assert.deepEqual(keys("a/web:1", "a/web:1"), ["web", "web"]);
  });
});
