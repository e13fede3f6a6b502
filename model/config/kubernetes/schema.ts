/** The shape of the config of a stack on a cluster that is there already. */

import { z } from "zod";
import { keyWords } from "../keys";
import { name, NAME_ALLOWED, TARGET_WORDS } from "../names";
import { serviceShape } from "../services";
import { checkBackup } from "../services/backup";
import { checkGateway } from "../services/gateway";
import { checkAlerts } from "../services/alerts";
import { checkAutoscaling } from "../services/autoscaling";
import { checkModel } from "../services/llm";
import { checkRayServicesUsed } from "../services/ray-service-rules";
import { checkRouter, registry } from "../services/router";
import { checkSso } from "../services/sso";
import { checkSecrets } from "../services/secrets";

/** Config of the platform on any conformant cluster. */
export const KubernetesConfig = z
  .strictObject({
    target: z.literal("kubernetes").register(keyWords, TARGET_WORDS),
    name: name().default("plinth").register(keyWords, {
      description: "Name that the stack's resources in Pulumi begin with.",
      allowed: NAME_ALLOWED,
    }),
    kubeconfig: z.string().min(1).max(1000).default("~/.kube/config").register(keyWords, {
      description:
        "Kubeconfig by which the cluster is reached: a path, relative to the repository root or beginning with ~. Its content stays out of the stack's state.",
      allowed: "the path of a kubeconfig",
    }),
    context: z
      .string()
      .min(1)
      .max(253)
      .register(keyWords, {
        description:
          "Context of the kubeconfig. It has no default, so that no stack goes to the cluster that somebody happened to work with last.",
        allowed: "the name of a context in plinth:kubeconfig",
        examples: ["platform"],
      }),
    registry: registry(),
    ...serviceShape,
  })
  .superRefine(
    (config, context) => {
      checkRouter(config, context, { ownRegistry: false });
      checkModel(config, context);
      checkRayServicesUsed(config, context);
      checkAlerts(config, context);
      checkSecrets(config, context, { onAws: false });
      checkAutoscaling(config, context);
      checkBackup(config, context, { ownBucket: false });
      checkGateway(config, context, { onAws: false });
      checkSso(config, context);
    },
    { when: () => true },
  );
export type KubernetesConfig = z.infer<typeof KubernetesConfig>;
