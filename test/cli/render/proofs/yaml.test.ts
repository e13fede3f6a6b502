import { finds } from "./tree";

describe("cli/render/proofs/yaml", () => {
  it("finds a file that is no YAML", () => {
    finds(
      [["cluster/cluster.yaml", "  name: one", "  name: [one"]],
      [
        "[yaml] cluster/cluster.yaml:5 This is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 5, column 3:",
      ],
    );
  });

  it("finds a document that is no object", () => {
    finds(
      [["cluster/cluster.yaml", "kind: Cluster\n", "kinds: Cluster\n"]],
      ["[yaml] cluster/cluster.yaml:1 This is no Kubernetes object: it has no `kind` or no `apiVersion`."],
    );
  });

  it("finds the second document of a file where it stands", () => {
    finds(
      [["cluster/cluster.yaml", "kind: AWSCluster\n", ""]],
      ["[yaml] cluster/cluster.yaml:7 This is no Kubernetes object: it has no `kind` or no `apiVersion`."],
    );
  });

  it("finds a file without an object", () => {
    finds(
      [["cluster/empty.yaml", "", "# nothing\n"]],
      ["[yaml] cluster/empty.yaml:1 There is no object in this file."],
    );
  });

  it("finds a key that stands twice", () => {
    finds(
      [["cluster/cluster.yaml", "  name: one\n", "  name: one\n  name: two\n"]],
      ["[yaml] cluster/cluster.yaml:5 This is no YAML: Map keys must be unique at line 5, column 3:"],
    );
  });
});
