import { variables } from "../../../model/variables";
import { WRITTEN } from "../output";
import type { Output } from "../output";

const INTRODUCTION = [
  `# ${WRITTEN}`,
  "#",
  "# Every variable of the compose files, with the value that it has where nothing sets it.",
  "# `./plinth up` writes docker-compose/.env by itself from Pulumi.<stack>.yaml. To run Docker Compose by hand with",
  "# other values, copy this file to docker-compose/.env, take the # off a line and change it: ./plinth leaves",
  "# such a file alone and says so.",
  "# No secret stands here: secrets are generated on the first start and kept under the data folder and in Vault.",
].join("\n");

/** `docker-compose/.env.example`: every variable, commented out, with what it does. */
export const envExample: Output = {
  title: "the example of docker-compose/.env",
  produce: () => {
    const entries = variables.map(({ name, standard, comment }) => `# ${comment}\n#${name}=${standard}`);
    return Promise.resolve({ "docker-compose/.env.example": `${[INTRODUCTION, ...entries].join("\n\n")}\n` });
  },
};
