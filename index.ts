/** The Pulumi program: the stack's config becomes its platform, whose outputs the stack exports. */

import { getStack } from "@pulumi/pulumi";
import { createPlatform } from "./components/platform";
import { readConfig } from "./config";

// Pulumi's host has stack traces written by a package that sees none of tsx's source maps, and takes twice as long for
// it as Node itself, which does see them. Several are written for every resource.
Reflect.deleteProperty(Error, "prepareStackTrace");

/** A function, so that the loading of modules is not in the trace that Pulumi keeps with every resource. */
export = () => createPlatform(readConfig(), { stack: getStack() });
