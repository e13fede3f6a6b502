import assert from "node:assert/strict";
import { Authelia, autheliaArgsOf, hashOf } from "../../../../components/k8s/addons/authelia";
import type { AutheliaArgs } from "../../../../components/k8s/addons/authelia";
import { autheliaConfiguration } from "../../../../model/k8s/sso/configuration";
import { conformant } from "../../../helpers/clusters";
import { kubernetesConfig, ssoNeeds } from "../../../helpers/configs";
import { Registrations } from "../../../helpers/registrations";

interface PodTemplate {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly {
      readonly env: readonly { readonly name: string; readonly value: string }[];
      readonly volumeMounts: readonly { readonly mountPath: string; readonly name: string }[];
    }[];
    readonly volumes: readonly {
      readonly name: string;
      readonly secret?: { readonly secretName: string; readonly items: readonly { readonly key: string }[] };
    }[];
  };
}

const args: AutheliaArgs = { domain: "plinth.example.org", usersSecret: "people" };
const ldap = {
  url: "ldaps://directory.example.com:3269",
  implementation: "activedirectory",
  baseDn: "dc=example,dc=com",
  user: "cn=authelia,dc=example,dc=com",
  passwordSecret: "directory",
};
const smtp = {
  address: "submission://mail.example.com:587",
  sender: "a@example.com",
  passwordSecret: "mail",
};

describe("components/k8s/addons/authelia", () => {
  const registered = new Registrations();

  async function build(given: AutheliaArgs): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    new Authelia("platform-authelia", given);
    await registered.settled();
  }

  function inputs(kind: string, name: string): Readonly<Record<string, unknown>> {
    const found = registered
      .all()
      .find(
        (one) => one.inputs["kind"] === kind && (one.inputs["metadata"] as { name: string }).name === name,
      );
    assert.ok(found, `${kind} ${name}`);
    return found.inputs;
  }

  function template(): PodTemplate {
    return (inputs("Deployment", "authelia")["spec"] as { template: PodTemplate }).template;
  }

  function secretsOf({ spec }: PodTemplate): readonly (readonly [string, readonly string[]])[] {
    return spec.volumes.flatMap(({ secret }) =>
      secret === undefined ? [] : [[secret.secretName, secret.items.map(({ key }) => key)] as const],
    );
  }

  it("stands before the listener with HTTPS, and fails closed", async () => {
    await build(args);
    const { targetRefs, extAuth } = inputs("SecurityPolicy", "sso")["spec"] as Readonly<
      Record<string, object>
    >;
    assert.deepEqual(targetRefs, [
      { group: "gateway.networking.k8s.io", kind: "Gateway", name: "gateway", sectionName: "https" },
    ]);
    assert.equal((extAuth as { failOpen: boolean }).failOpen, false);
    const { hostnames } = inputs("HTTPRoute", "auth")["spec"] as { hostnames: string[] };
    assert.deepEqual(hostnames, ["auth.plinth.example.org"]);
  });

  it("has the domain, and a pod that is replaced with its configuration", async () => {
    await build(args);
    const { metadata, spec } = template();
    assert.equal(spec.containers[0]?.env.find(({ name }) => name === "PLINTH_DOMAIN")?.value, args.domain);
    assert.equal(metadata.annotations["plinth.dev/configuration"], hashOf(autheliaConfiguration(args)));
    assert.notEqual(hashOf(autheliaConfiguration(args)), hashOf(autheliaConfiguration({ ldap })));
  });

  it("mounts what it needs of each Secret, and no client's secret in clear", async () => {
    await build(args);
    assert.deepEqual(secretsOf(template()), [
      ["authelia", ["session", "storage", "reset", "oidc", "programs-digest", "vault-digest"]],
      ["authelia-oidc", ["tls.key"]],
      ["people", ["users.yml"]],
    ]);
  });

  it("makes every secret in the cluster, once and each for itself", async () => {
    await build(args);
    const { refreshPolicy, dataFrom, target } = inputs("ExternalSecret", "authelia")["spec"] as {
      refreshPolicy: string;
      dataFrom: { rewrite: { regexp: { target: string } }[] }[];
      target: { template: { data: Record<string, string> } };
    };
    assert.equal(refreshPolicy, "CreatedOnce");
    const made = dataFrom.map(({ rewrite }) => rewrite[0]?.regexp.target);
    assert.deepEqual(made, ["session", "storage", "reset", "oidc", "programs", "vault"]);
    assert.equal(target.template.data["vault-digest"], "{{ .vault | bcrypt }}");
  });

  it("has users of a directory, and the ways to it and to a server of mail", async () => {
    await build({ domain: args.domain, ldap, smtp });
    assert.deepEqual(secretsOf(template()).slice(2), [
      ["directory", ["password"]],
      ["mail", ["password"]],
    ]);
    const { egress } = inputs("NetworkPolicy", "authelia")["spec"] as { egress: object[] };
    const tcp = (port: number) => ({ port, protocol: "TCP" });
    assert.deepEqual(egress[1], { ports: [tcp(3269), tcp(587)] });
  });

  it("reaches nothing but DNS where its users are in a file", async () => {
    await build(args);
    const { egress } = inputs("NetworkPolicy", "authelia")["spec"] as { egress: object[] };
    assert.equal(egress.length, 1);
  });

  it("takes what the config says", () => {
    const config = kubernetesConfig({ recipes: ["sso"], storageClass: "fast" });
    assert.deepEqual(autheliaArgsOf({ config, cluster: conformant }), {
      domain: ssoNeeds.domain,
      storageClass: "fast",
      usersSecret: "authelia-users",
    });
    const without = { ...kubernetesConfig(), recipes: ["sso"] } as never;
    assert.throws(() => autheliaArgsOf({ config: without, cluster: conformant }), /no domain/);
  });
});
