/** Config of the model that the recipe llm serves. */

import { z } from "zod";
import { keyWords } from "../keys";
import { IMAGE_ALLOWED, pinnedImage } from "./images";
import { STORE_WORDS, storedSecret, STORED_SECRET_ALLOWED, storeName } from "./names";
import type { RuleParams } from "../rules";

/** Name of a model on Hugging Face: https://huggingface.co/docs/hub/repositories-getting-started */
const MODEL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}\/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;

/** Settings of the pods that read prompts. */
const PrefillSettings = z.strictObject({
  replicas: z.int().min(1).max(1000).default(1).register(keyWords, {
    description: "Number of replicas that read prompts.",
  }),
  gpusPerReplica: z
    .int()
    .min(1)
    .max(16)
    .optional()
    .register(keyWords, {
      description: "GPUs of each pod. Without it as many as a pod that writes answers has.",
      examples: [4],
    }),
  memoryGiB: z
    .int()
    .min(4)
    .max(2048)
    .optional()
    .register(keyWords, {
      description: "Memory of each pod, in GiB. Without it as much as a pod that writes answers has.",
      examples: [128],
    }),
  efaInterfaces: z
    .int()
    .min(0)
    .max(32)
    .optional()
    .register(keyWords, {
      description:
        "Interfaces of Elastic Fabric Adapter of each pod. Without it as many as a pod that writes answers has.",
      examples: [2],
    }),
});

/** Settings of the model servers. */
export const LlmSettings = z.strictObject({
  model: z
    .string()
    .regex(MODEL, "is not the name of a model")
    .register(keyWords, {
      description:
        "Model that vLLM serves. Without `plinth:llm` the recipe `llm` installs llm-d's router and no model.",
      allowed: "OWNER/NAME of a model on Hugging Face",
      examples: ["Qwen/Qwen3-8B"],
    }),
  replicas: z.int().min(1).max(1000).default(1).register(keyWords, {
    description: "Number of pods that serve the model.",
  }),
  gpusPerReplica: z.int().min(1).max(16).default(1).register(keyWords, {
    description: "GPUs of each pod; the model is split over them.",
  }),
  nodesPerReplica: z.int().min(1).max(16).default(1).register(keyWords, {
    description:
      "Nodes that each replica spans, with one pod on each, for a model that is too large for the GPUs of one node.",
  }),
  efaInterfaces: z.int().min(0).max(32).default(0).register(keyWords, {
    description:
      "Interfaces of Elastic Fabric Adapter of each pod. With any, vLLM comes in AWS's image, which has what EFA needs.",
  }),
  prefill: PrefillSettings.optional().register(keyWords, {
    description:
      "Pods that read prompts, so that those of `replicas` only write answers: long prompts then hold no answer up. Without it each pod does both.",
    examples: [{ replicas: 2, efaInterfaces: 2 }],
  }),
  image: pinnedImage()
    .optional()
    .register(keyWords, {
      description: "Image with vLLM in place of the platform's, such as one from a mirror.",
      allowed: IMAGE_ALLOWED,
      examples: ["registry.example.com/vllm-openai:v0.19.1"],
    }),
  memoryGiB: z.int().min(4).max(2048).default(12).register(keyWords, {
    description: "Memory of each pod, in GiB; what its processes share counts too.",
  }),
  cacheGiB: z.int().min(10).max(16_384).default(200).register(keyWords, {
    description: "Size of each pod's volume for the model, in GiB.",
  }),
  token: z
    .strictObject({
      store: storeName()
        .optional()
        .register(keyWords, {
          description:
            "ClusterSecretStore of External Secrets that has the token. Without it that of `plinth:secrets`.",
          ...STORE_WORDS,
        }),
      key: storedSecret().register(keyWords, {
        description: "Name of the secret in that store.",
        allowed: STORED_SECRET_ALLOWED,
        examples: ["llm/hugging-face-token"],
      }),
    })
    .optional()
    .register(keyWords, {
      description: "Where the token for gated models of Hugging Face comes from. Without it none is used.",
    }),
});
export type LlmSettings = z.infer<typeof LlmSettings>;

type Report = (path: readonly string[], message: string, params: RuleParams) => void;

/**
 * Reports a model where the recipe llm is not installed, and a split that vLLM cannot do. It takes any value, as it runs
 * also where other keys are wrong.
 */
export function checkModel(config: unknown, context: Pick<z.core.$RefinementCtx, "addIssue">): void {
  const { recipes, llm: given } = (config ?? {}) as Readonly<Record<string, unknown>>;
  if (given === undefined) return;
  const report: Report = (path, message, params) => {
    context.addIssue({ code: "custom", path: ["llm", ...path], message, params: { ...params } });
  };
  if (Array.isArray(recipes) && !recipes.includes("llm"))
    report([], "is used by nothing: plinth:recipes has no llm", {
      allowed: "nothing without the recipe llm",
      remove: true,
    });
  const llm = LlmSettings.safeParse(given).data;
  if (llm !== undefined) checkSplit(llm, report);
}

function checkSplit({ prefill, nodesPerReplica, efaInterfaces }: LlmSettings, report: Report): void {
  if (prefill === undefined) return;
  // Each stage of the pipeline would read the memory of the last one's layers: https://github.com/vllm-project/vllm/issues/40674
  if (nodesPerReplica > 1)
    report(
      ["prefill"],
      "is for replicas on one node: what a prompt left in memory goes from one pod to one",
      {
        allowed: "nothing beside a plinth:llm.nodesPerReplica above 1",
        remove: true,
      },
    );
  const { efaInterfaces: reading = efaInterfaces } = prefill;
  if (reading > 0 !== efaInterfaces > 0)
    report(
      [...(reading > 0 ? [] : ["prefill"]), "efaInterfaces"],
      "leaves half of the pods without EFA: the other half speaks by nothing else, and requests would fail",
      {
        allowed: "adapters for both halves, plinth:llm and plinth:llm.prefill, or for neither",
        example: Math.max(reading, efaInterfaces),
      },
    );
}
