/**
 * Every `PLINTH_*` variable of the compose files and of `docker-compose/.env`, stated once.
 *
 * `docker-compose/.env.example` and the compose files' image defaults are written from here by `npm run generate`; a
 * test holds this table against the variables that the compose files use.
 */

import { ComposeConfig } from "./config/schema";
import { composeVariables } from "./config/compose-variables";
import { imageIds, images, imageVariable } from "./versions";

/** One variable. */
export interface ComposeVariable {
  readonly name: string;
  /** The value that the compose file has without it. */
  readonly standard: string;
  /** What it does: a sentence for `.env.example`. */
  readonly comment: string;
  /** Whether a compose file reads it; one that is not read is a record that `./plinth` keeps. */
  readonly interpolated: boolean;
}

/** First line of a `docker-compose/.env` that belongs to `./plinth up`, which then rewrites it. */
export const ENV_FILE_HEADER =
  "# Written by ./plinth: changes are overwritten; put yours into Pulumi.<stack>.yaml";

/** User and group id of the services where no other is given: one that no system account has. */
export const DEFAULT_UID = 10001;

const comments: Readonly<Record<string, string>> = {
  PLINTH_NAME: "Name that every container and network begins with; two stacks on one engine need two names.",
  PLINTH_UID: "User id of the services' processes and files; the owner of the data folder.",
  PLINTH_GID: "Group id of the same.",
  PLINTH_DATA_DIR:
    "Folder of the services' data and secrets, relative to the compose file; begins with ./, ../ or /.",
  PLINTH_PORT_WEB: "Port on 127.0.0.1 of the entrance that routes by host name, such as mlflow.localhost.",
  PLINTH_PORT_PREFECT: "Port on 127.0.0.1 of the Prefect UI and API.",
  PLINTH_PORT_MLFLOW: "Port on 127.0.0.1 of the MLflow UI and API.",
  PLINTH_PORT_VAULT: "Port on 127.0.0.1 of Vault's API.",
  PLINTH_PORT_ROUTER: "Port on 127.0.0.1 of the inference router's API.",
  PLINTH_ROUTER_UPSTREAM_URL: "Base URL of the OpenAI-compatible API that the router sends requests to.",
  PLINTH_ROUTER_AUTH: "Whether clients of the router need a key: none or keys.",
  PLINTH_IMAGES: "How ./plinth last had the images come: pull or build. A record; no compose file reads it.",
  ...Object.fromEntries(imageIds.map((id) => [imageVariable(id), `Image: ${images[id].title}.`])),
};

/** The values that the compose files have by themselves: those of a stack whose config gives nothing. */
const standards = composeVariables(ComposeConfig.parse({ target: "compose" }), {
  images: "pull",
  uid: DEFAULT_UID,
  gid: DEFAULT_UID,
});

/** Every variable, in the order of `.env.example`. */
export const variables: readonly ComposeVariable[] = Object.entries(standards).map(([name, standard]) => ({
  name,
  standard,
  comment: comments[name] ?? "",
  interpolated: name !== "PLINTH_IMAGES",
}));

/** Name of every variable. */
export const variableNames: readonly string[] = variables.map(({ name }) => name);
