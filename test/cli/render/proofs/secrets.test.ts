import { finds } from "./tree";

describe("cli/render/proofs/secrets", () => {
  it("finds what stands in clear text in a Secret, and takes what is encrypted or a placeholder", () => {
    finds(
      [
        [
          "cluster/secret.yaml",
          "",
          "apiVersion: v1\nkind: Secret\nmetadata:\n  name: one\nstringData:\n  token: <token>\n  secret: abc\n  url: REPLACE_ME\n  other: ENC[AES256_GCM,data:xx,iv:yy,tag:zz,type:str]\n",
        ],
      ],
      [
        "[secrets] cluster/secret.yaml:7 Secret one has `stringData.secret` in clear text. Encrypt the file with SOPS, or put a placeholder such as <token> there.",
      ],
    );
  });

  it("looks through base64", () => {
    finds(
      [
        [
          "cluster/secret.yaml",
          "",
          "apiVersion: v1\nkind: Secret\nmetadata:\n  name: one\ndata:\n  one: PHRva2VuPg==\n  two: aHVudGVyMg==\n",
        ],
      ],
      [
        "[secrets] cluster/secret.yaml:7 Secret one has `data.two` in clear text. Encrypt the file with SOPS, or put a placeholder such as <token> there.",
      ],
    );
  });

  it("finds a secret in a patch of Talos", () => {
    finds(
      [["cluster/workers.yaml", "cluster:\n", "machine:\n            token: abc.def\n          cluster:\n"]],
      [
        "[secrets] cluster/workers.yaml:10 TalosConfigTemplate clusters/one-workers has a secret in clear text: `spec.template.spec.strategicPatches.0`. Encrypt the file with SOPS, or put a placeholder such as <token> there.",
      ],
    );
  });

  it("finds a password among values, and takes the name of a Secret", () => {
    finds(
      [
        [
          "addons/gateway/release.yaml",
          "  dependsOn",
          "  values:\n    global:\n      adminPassword: hunter2\n      existingSecret: one\n  dependsOn",
        ],
      ],
      [
        "[secrets] addons/gateway/release.yaml:30 HelmRelease clusters/gateway has a secret in clear text: `spec.values.global.adminPassword`. Encrypt the file with SOPS, or put a placeholder such as <token> there.",
      ],
    );
  });

  it("takes the key that External Secrets puts a secret under, and finds a secret in its template", () => {
    finds(
      [
        [
          "cluster/secret.yaml",
          "",
          "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: one\nspec:\n  target:\n    template:\n      data:\n        secretKey: hunter2\n  data:\n    - secretKey: password\n",
        ],
      ],
      [
        "[secrets] cluster/secret.yaml:9 ExternalSecret one has a secret in clear text: `spec.target.template.data.secretKey`. Encrypt the file with SOPS, or put a placeholder such as <token> there.",
      ],
    );
  });

  it("takes the key that is pushed for no secret, and finds one beside it", () => {
    finds(
      [
        [
          "cluster/secret.yaml",
          "",
          "apiVersion: external-secrets.io/v1alpha1\nkind: PushSecret\nmetadata:\n  name: one\nspec:\n  data:\n    - match:\n        secretKey: ca.crt\n      secretKey: hunter2\n",
        ],
      ],
      [
        "[secrets] cluster/secret.yaml:9 PushSecret one has a secret in clear text: `spec.data.0.secretKey`. Encrypt the file with SOPS, or put a placeholder such as <token> there.",
      ],
    );
  });

  it("finds a key of AWS in any file, without showing it", () => {
    finds(
      [["README.md", "# one", "# one\n\nAKIAABCDEFGHIJKLMNOP"]],
      [
        "[secrets] README.md:3 Here stands an access key of AWS in clear text. Encrypt the file with SOPS, or put a placeholder such as <token> there.",
      ],
    );
  });

  it("finds a private key in any file", () => {
    finds(
      [["notes.txt", "", "-----BEGIN EC PRIVATE KEY-----\n"]],
      [
        "[secrets] notes.txt:1 Here stands a private key in clear text. Encrypt the file with SOPS, or put a placeholder such as <token> there.",
      ],
    );
  });
});
