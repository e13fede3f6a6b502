import { tools } from "../../../model/versions";
import type { Output } from "../output";

/** The Node version that `nvm` and its kin choose in this repository. */
export const nvmrc: Output = {
  title: "the Node version",
  produce: () => Promise.resolve({ ".nvmrc": `${tools.node}\n` }),
};
