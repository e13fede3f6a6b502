import { finds } from "./tree";

describe("cli/render/proofs/names", () => {
  it("finds a name that is no label", () => {
    finds(
      [["cluster/cluster.yaml", "  name: one", "  name: one.two"]],
      [
        "[names] cluster/cluster.yaml:4 The name \"one.two\" of a Cluster is no DNS-1123 label: at most 63 lower-case letters, digits and '-', beginning and ending with a letter or a digit.",
      ],
    );
  });

  it("finds a name that is no subdomain", () => {
    finds(
      [["cluster/workers.yaml", "one-workers", "one_workers"]],
      [
        "[names] cluster/workers.yaml:4 The name \"one_workers\" of a TalosConfigTemplate is no DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', beginning and ending with a letter or a digit.",
      ],
    );
  });

  it("takes dots in names that are no labels", () => {
    finds([["cluster/workers.yaml", "one-workers", "one.workers"]], []);
  });

  it("finds a namespace that is no label", () => {
    finds(
      [["cluster/workers.yaml", "clusters", "a.b"]],
      [
        "[names] cluster/workers.yaml:5 The namespace \"a.b\" is no DNS-1123 label: at most 63 lower-case letters, digits and '-', beginning and ending with a letter or a digit.",
      ],
    );
  });

  it("finds an object without a name", () => {
    finds(
      [["cluster/workers.yaml", "  name: one-workers\n", ""]],
      [
        "[names] cluster/workers.yaml:4 The name \"\" of a TalosConfigTemplate is no DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', beginning and ending with a letter or a digit.",
      ],
    );
  });

  it("finds one object in two files", () => {
    finds(
      [
        [
          "cluster/more.yaml",
          "",
          "apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata:\n  name: one\n  namespace: clusters\n",
        ],
      ],
      [
        "[names] cluster/more.yaml:4 Cluster clusters/one stands in cluster/cluster.yaml too; one would overwrite the other.",
      ],
    );
  });

  it("leaves names of RBAC alone", () => {
    finds(
      [
        [
          "cluster/role.yaml",
          "",
          "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: system:one\n",
        ],
      ],
      [],
    );
  });
});
