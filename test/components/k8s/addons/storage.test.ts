import assert from "node:assert/strict";
import { Services } from "../../../../components/k8s/services";
import { kubernetesConfig } from "../../../helpers/configs";
import { conformant, onEks } from "../../../helpers/clusters";
import { Registrations } from "../../../helpers/registrations";

const TYPE = "kubernetes:storage.k8s.io/v1:StorageClass";

describe("components/k8s/addons/storage", () => {
  const registered = new Registrations();

  async function build(cluster: typeof conformant | ReturnType<typeof onEks>): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    new Services("platform", { config: kubernetesConfig({ recipes: ["base"] }), cluster });
    await registered.settled();
  }

  it("makes an encrypted gp3 the default on AWS, with the stack's own key", async () => {
    await build(onEks());
    assert.deepEqual(registered.get(TYPE, "platform-storage").inputs, {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: {
        name: "gp3",
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "ebs.csi.aws.com",
      parameters: {
        type: "gp3",
        encrypted: "true",
        kmsKeyId: "arn:aws:kms:eu-central-1:123456789012:alias/plinth-ebs",
      },
      allowVolumeExpansion: true,
      reclaimPolicy: "Delete",
      volumeBindingMode: "WaitForFirstConsumer",
    });
  });

  it("leaves the classes of any other cluster alone", async () => {
    await build(conformant);
    assert.deepEqual(
      registered.all().filter(({ type }) => type === TYPE),
      [],
    );
  });
});
