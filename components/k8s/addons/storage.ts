/** Volumes on AWS: the class that a volume gets where nobody names one. */

import { StorageClass } from "@pulumi/kubernetes/storage/v1/storageClass";
import * as pulumi from "@pulumi/pulumi";
import { arnOf, keyAlias } from "../../../model/eks/scope";
import type { Scope } from "../../../model/eks/scope";

/** What the class is made from. */
export interface StorageArgs {
  /** The stack whose key encrypts the volumes. */
  readonly scope: Scope;
}

/**
 * The StorageClass `gp3`, the cluster's default: EKS marks none of its own as such.
 *
 * Volumes are encrypted with the stack's own key, which is named by its alias, so that the class is known before the
 * key is made.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
 */
export class Storage extends pulumi.ComponentResource {
  constructor(name: string, { scope }: StorageArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:k8s:Storage", name, {}, options);
    new StorageClass(
      name,
      {
        metadata: {
          name: "gp3",
          annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
        },
        provisioner: "ebs.csi.aws.com",
        parameters: { type: "gp3", encrypted: "true", kmsKeyId: arnOf(scope, "kms", keyAlias(scope, "ebs")) },
        allowVolumeExpansion: true,
        reclaimPolicy: "Delete",
        // A volume is in one zone: it waits for the pod, whose place is chosen by more than the volume.
        volumeBindingMode: "WaitForFirstConsumer",
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
