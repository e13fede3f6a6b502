import assert from "node:assert/strict";
import { Lws } from "../../../../components/k8s/addons/lws";
import { Registrations } from "../../../helpers/registrations";

describe("components/k8s/addons/lws", () => {
  it("has the image of its own version, and sets of prefill and decode", async () => {
    const registered = new Registrations();
    await registered.start({ stack: "test", preview: true });
    new Lws("platform-lws");
    await registered.settled();
    const { inputs } = registered.get("kubernetes:helm.sh/v3:Release", "platform-lws");
    const { image, enableDisaggregatedSet } = inputs["values"] as {
      image: { manager: { tag: string; pullPolicy: string } };
      enableDisaggregatedSet: boolean;
    };
    assert.deepEqual(image.manager, { tag: `v${String(inputs["version"])}`, pullPolicy: "IfNotPresent" });
    assert.equal(enableDisaggregatedSet, true);
  });
});
