import assert from "node:assert/strict";
import { allFields, allowedValues } from "../../../model/config/fields";
import { pulumiKey } from "../../../model/config/keys";
import { configByTarget } from "../../../model/config/schema";

describe("model/config/keys", () => {
  for (const [target, schema] of Object.entries(configByTarget)) {
    for (const field of allFields(schema)) {
      const key = pulumiKey(field.path);

      it(`says what ${key} of ${target} does and allows`, () => {
        assert.match(field.words?.description ?? "", /^[A-Z].*\.$/);
        assert.notEqual(allowedValues(field), "text");
      });

      if (field.required && key !== "plinth:target") {
        it(`has an example of ${key} of ${target} for error messages`, () => {
          assert.ok((field.words?.examples ?? []).length > 0);
        });
      }
    }
  }

  it("writes paths as Pulumi does", () => {
    assert.equal(pulumiKey(["ports", "web"]), "plinth:ports.web");
    assert.equal(pulumiKey(["zones", 0]), "plinth:zones[0]");
    assert.equal(pulumiKey(["ports", 'the "web"']), 'plinth:ports["the \\"web\\""]');
  });
});
