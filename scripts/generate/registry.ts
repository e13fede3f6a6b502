import { compatibilityDocs } from "./outputs/compatibility-docs";
import { composeDefaults } from "./outputs/compose-defaults";
import { configDocs } from "./outputs/config-docs";
import { configSchema } from "./outputs/config-schema";
import { dashboardsRecipe } from "./outputs/dashboards-recipe";
import { envExample } from "./outputs/env-example";
import { errorsDocs } from "./outputs/errors-docs";
import { monitoringRecipe } from "./outputs/monitoring-recipe";
import { nvmrc } from "./outputs/nvmrc";
import { outputsDocs } from "./outputs/outputs-docs";
import { policiesDocs } from "./outputs/policies-docs";
import { policyConfig } from "./outputs/policy-config";
import type { Output } from "./output";
import { routerDashboardFile } from "./outputs/router-dashboard";
import { servicesDocs } from "./outputs/services-docs";
import { taggableTypesList } from "./outputs/taggable-types";
import { versionsDocs } from "./outputs/versions-docs";

/** Everything that is written from the model, by the name of its file in outputs/. */
export const outputs: Readonly<Record<string, Output>> = {
  "compatibility-docs": compatibilityDocs,
  "compose-defaults": composeDefaults,
  "config-docs": configDocs,
  "config-schema": configSchema,
  "dashboards-recipe": dashboardsRecipe,
  "env-example": envExample,
  "errors-docs": errorsDocs,
  "monitoring-recipe": monitoringRecipe,
  nvmrc,
  "outputs-docs": outputsDocs,
  "policies-docs": policiesDocs,
  "policy-config": policyConfig,
  "router-dashboard": routerDashboardFile,
  "services-docs": servicesDocs,
  "taggable-types": taggableTypesList,
  "versions-docs": versionsDocs,
};
