/** Starts the pack: `pulumi preview --policy-pack policypack`. */

import { PolicyPack } from "@pulumi/policy";
import { surroundings, waiversHere } from "./lib/waivers";
import { createPolicies, packName } from "./pack";
import { rules } from "./rules";

const ruleNames = rules.map(({ name }) => name);

new PolicyPack(packName, { policies: createPolicies({ waivers: waiversHere(surroundings(), ruleNames) }) });
