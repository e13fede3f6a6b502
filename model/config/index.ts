/** A stack's config: its schema, how it is judged, and what it means for Compose. */

export { composeVariables } from "./compose-variables";
export type { ImageSettings } from "./compose-variables";
export { NAMESPACE } from "./keys";
export { loadConfig } from "./load";
export type { ConfigSource } from "./load";
export { ComposeConfig, Config, EksConfig, KubernetesConfig, Ports, RouterSettings } from "./schema";
export type { Target } from "./schema";
export type { ServicesConfig } from "./services";
export { rawFromStackYaml } from "./stack-yaml";
