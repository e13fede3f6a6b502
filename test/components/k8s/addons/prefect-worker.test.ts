import assert from "node:assert/strict";
import { images } from "../../../../model/versions";
import { onEks } from "../../../helpers/clusters";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["devtools"];

interface Template {
  readonly variables: {
    readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
  };
  readonly job_configuration: {
    readonly job_manifest: {
      readonly spec: { readonly template: { readonly spec: Readonly<Record<string, unknown>> } };
    };
  };
}

describe("components/k8s/addons/prefect-worker", () => {
  const stack = new ServiceStack();

  function template(): Template {
    const text = stack.value("prefect-worker", "worker", "config", "baseJobTemplate", "configuration");
    return JSON.parse(String(text)) as Template;
  }

  const flowImage = (): unknown => template().variables.properties["image"]?.default;

  it("serves the laptop stack's work pool with the server's version", async () => {
    await stack.build({ recipes });
    const image = stack.value("prefect-worker", "worker", "image") as Record<string, string>;
    assert.equal(
      `${image["repository"] ?? ""}:${image["prefectTag"] ?? ""}`,
      `${images.prefect.pull}-kubernetes`,
    );
    assert.equal(stack.value("prefect-worker", "worker", "config", "workPool"), "plinth");
    assert.equal(stack.release("prefect-worker")["version"], stack.release("prefect-server")["version"]);
  });

  it("runs flows in the image that the config names", async () => {
    const image = "registry.example.com/plinth/flows:1.4.2";
    await stack.build({ recipes, devtools: { flowImage: image } });
    assert.equal(flowImage(), image);
  });

  it("runs flows in Prefect's own image elsewhere, and in that of the stack's registry on AWS", async () => {
    await stack.build({ recipes });
    assert.equal(flowImage(), images.prefect.pull);
    await stack.build({ recipes }, onEks());
    assert.equal(
      flowImage(),
      `123456789012.dkr.ecr.eu-central-1.amazonaws.com/plinth/prefect-worker:${images.prefect.version}`,
    );
  });

  it("gives flows nothing that they could do harm with", async () => {
    await stack.build({ recipes });
    const { spec } = template().job_configuration.job_manifest.spec.template;
    assert.equal(spec["automountServiceAccountToken"], false);
    assert.equal((spec["securityContext"] as { runAsNonRoot: boolean }).runAsNonRoot, true);
    const [container] = spec["containers"] as Record<string, unknown>[];
    assert.deepEqual(container?.["securityContext"], {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    assert.ok((container["resources"] as { limits: { memory: string } }).limits.memory);
    const account = stack.registered.get(
      "kubernetes:core/v1:ServiceAccount",
      "platform-prefect-worker-flows",
    );
    assert.equal(account.inputs["automountServiceAccountToken"], false);
  });

  it("names in the template every variable that the job uses, and no other", async () => {
    await stack.build({ recipes });
    const { variables, job_configuration } = template();
    const used = [...JSON.stringify(job_configuration).matchAll(/\{\{ (\w+) \}\}/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(variables.properties).sort());
  });
});
