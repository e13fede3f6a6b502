/** What the recipe llm is made of, beside its charts. */

import { chartSources } from "../fleet/chart-versions";
import { components } from "../compatibility";

/** Namespace of llm-d's router and of the model servers. */
export const LLM_NAMESPACE = "llm";

/** Namespace of what makes models over several nodes. */
export const LWS_NAMESPACE = "lws-system";

/** Label of the pods that serve a model: by it llm-d's router finds them. */
export const servingLabels = { "llm-d.ai/inferenceServing": "true" } as const;

/** Port on which a model server answers. */
export const SERVING_PORT = 8000;

/** Version of LeaderWorkerSet, as its image is tagged. */
export const lwsTag = `v${components["leader-worker-set"].version}`;

/** Version of llm-d's router, as its images are tagged. */
export const llmdTag = `v${components["llm-d-router"].version}`;

/** Port of the engine behind llm-d's sidecar, which has the serving port there. */
export const ENGINE_PORT = 8200;

/** Version of vLLM, which serves the model. */
const VLLM = "0.19.1";

/** Image of vLLM. */
export const vllmImage = `docker.io/vllm/vllm-openai:v${VLLM}`;

/**
 * The same with what EFA needs in user space, which vLLM's own image lacks (https://github.com/vllm-project/vllm/issues/55635);
 * AWS tests the way of a prompt's memory over EFA on it: https://github.com/aws/deep-learning-containers/pull/6113
 */
export const efaVllmImage = `public.ecr.aws/deep-learning-containers/vllm:${VLLM}-gpu-py312-cu129-ubuntu22.04-ec2`;

/** Folder of both repositories that the CRDs are in. */
const FOLDER = "config/crd/bases";

/** The files of that folder, by the source in the table of charts; at the tags that the table has. */
const files = {
  "gateway-api-inference-extension": [
    "inference.networking.k8s.io_inferencepools.yaml",
    "inference.networking.x-k8s.io_inferencemodelrewrites.yaml",
    "inference.networking.x-k8s.io_inferenceobjectives.yaml",
    "inference.networking.x-k8s.io_inferencepoolimports.yaml",
  ],
  "llm-d-router": ["llm-d.ai_inferencemodelrewrites.yaml", "llm-d.ai_inferenceobjectives.yaml"],
} as const;

/** Addresses of the definitions of each source, at its tag. */
export const crdFiles: readonly (readonly [source: string, urls: readonly string[]])[] = Object.entries(
  files,
).map(([name, names]) => {
  const source = chartSources[name];
  if (source?.kind !== "GitRepository") throw new Error(`There is no Git repository '${name}'.`);
  const repository = source.url.replace("https://github.com/", "https://raw.githubusercontent.com/");
  return [name, names.map((file) => `${repository}/${source.tag}/${FOLDER}/${file}`)];
});
