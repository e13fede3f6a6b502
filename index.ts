/** The Pulumi program: the stack's config becomes its platform, whose outputs the stack exports. */

import { getStack } from "@pulumi/pulumi";
import { createPlatform } from "./components/platform";
import { readConfig } from "./config";

export = createPlatform(readConfig(), { stack: getStack() });
