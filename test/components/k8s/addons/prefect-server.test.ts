import assert from "node:assert/strict";
import { workloads } from "../../../../model/eks/workloads";
import { prometheusPods } from "../../../../model/k8s/observability";
import { images } from "../../../../model/versions";
import { onEks } from "../../../helpers/clusters";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["devtools"];

interface Container {
  readonly restartPolicy: string;
  readonly command: readonly string[];
  readonly volumeMounts: readonly { readonly mountPath: string }[];
}

describe("components/k8s/addons/prefect-server", () => {
  const stack = new ServiceStack();

  it("runs the laptop stack's version, with its database on a volume of its own", async () => {
    await stack.build({ recipes, devtools: { prefectVolumeGiB: 40 } });
    const image = stack.value("prefect-server", "global", "prefect", "image") as Record<string, string>;
    assert.equal(`${image["repository"] ?? ""}:${image["prefectTag"] ?? ""}`, images.prefect.pull);
    assert.deepEqual(stack.value("prefect-server", "sqlite"), {
      enabled: true,
      persistence: { enabled: true, size: "40Gi" },
    });
    assert.deepEqual(stack.value("prefect-server", "server", "updateStrategy"), { type: "Recreate" });
  });

  it("is given as long as its release to bring its database up to date", async () => {
    await stack.build({ recipes });
    const { inputs } = stack.registered.get("kubernetes:helm.sh/v3:Release", "platform-prefect-server");
    const tries = stack.value("prefect-server", "server", "startupProbe", "config", "failureThreshold");
    // The chart asks every ten seconds.
    assert.equal(Number(tries) * 10, inputs["timeout"]);
  });

  it("takes the class of volumes that the config names", async () => {
    await stack.build({ recipes, storageClass: "fast" });
    assert.equal(stack.value("prefect-server", "sqlite", "persistence", "storageClassName"), "fast");
  });

  it("keeps its data in the stack's Postgres on AWS, and logs in by a token and without a password", async () => {
    await stack.build({ recipes }, onEks());
    const url = String(stack.value("prefect-server", "externalDatabase", "connectionString"));
    assert.match(
      url,
      /^postgresql\+asyncpg:\/\/plinth_prefect@plinth-postgres\.[a-z0-9.-]+:5432\/prefect\?ssl=verify-full$/,
    );
    assert.deepEqual(stack.value("prefect-server", "sqlite"), { enabled: false });
    const [login] = stack.value("prefect-server", "server", "extraInitContainers") as Container[];
    assert.equal(login?.restartPolicy, "Always");
    const variables = stack.value("prefect-server", "server", "env") as { name: string; value: string }[];
    const mounts = stack.value("prefect-server", "server", "extraVolumeMounts") as { mountPath: string }[];
    assert.deepEqual(
      variables.map(({ name }) => name),
      ["PGPASSFILE", "PGSSLROOTCERT"],
    );
    for (const { name, value } of variables)
      assert.ok(
        mounts.some(({ mountPath }) => value.startsWith(`${mountPath}/`)),
        name,
      );
    assert.ok(login.volumeMounts.some(({ mountPath }) => variables[0]?.value.startsWith(`${mountPath}/`)));
    // asyncpg would take a backslash for a part of the token.
    assert.doesNotMatch(login.command.join(), /replace\(":"/);
    const { namespace, serviceAccount } = workloads.prefect;
    const { namespace: found, name } = stack.release("prefect-server");
    assert.deepEqual({ found, name }, { found: namespace, name: serviceAccount });
    assert.ok(stack.policy("prefect-pod-identity"));
  });

  it("names its role in an annotation where the config asks for that", async () => {
    await stack.build({ recipes }, onEks(["prefect"]));
    assert.deepEqual(stack.value("prefect-server", "serviceAccount", "annotations"), {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-prefect",
    });
    assert.equal(stack.policy("prefect-pod-identity"), undefined);
  });

  it("is reached by the worker, by flows, by the gateway, by who has the label and for metrics, and reaches nothing", async () => {
    await stack.build({ recipes });
    const named = (label: string) => ({ podSelector: { matchLabels: { "app.kubernetes.io/name": label } } });
    const dns = [
      { port: 53, protocol: "UDP" },
      { port: 53, protocol: "TCP" },
    ];
    assert.deepEqual(stack.policy("prefect-server"), {
      ...named("prefect-server"),
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            named("prefect-worker"),
            { podSelector: { matchLabels: { "plinth.dev/flow": "true" } } },
            prometheusPods,
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "envoy-gateway-system" } } },
            { namespaceSelector: { matchLabels: { "plinth.dev/devtools-access": "true" } } },
          ],
          ports: [{ port: 4200, protocol: "TCP" }],
        },
      ],
      egress: [{ ports: dns }],
    });
  });
});
