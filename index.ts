/** The Pulumi program: the stack's config becomes its platform. */

import { createPlatform } from "./components/platform";
import { readConfig } from "./config";

const platform = createPlatform(readConfig());

/** URLs of the services by their name. */
export const urls = platform.urls;
/** Base URL of the router's OpenAI-compatible API. */
export const routerBaseUrl = platform.routerBaseUrl;
/** Folder of the files with the services' credentials. */
export const credentialsDir = platform.credentialsDir;
