/** Functions of AWS that programs and components call. */

import type { ProviderConfig } from "./completed-inputs";
import { isObject } from "./values";
import type { WireObject } from "./values";

/** Newest versions of add-ons as EKS would name them; the stand-in compares no versions. */
function addonVersion(args: WireObject): WireObject {
  const { addonName, kubernetesVersion, mostRecent = false } = args;
  const version = `v${String(kubernetesVersion)}.0-eksbuild.1`;
  return { id: addonName, addonName, kubernetesVersion, mostRecent, version };
}

const functions: Readonly<Record<string, (args: WireObject, config: ProviderConfig) => WireObject>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_args, { accountId }) => ({
    ...{ id: accountId, accountId, userId: "AIDAEXAMPLE" },
    arn: `arn:aws:iam::${accountId}:user/example`,
  }),
  "aws:index/getPartition:getPartition": () => ({
    ...{ id: "aws", partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" },
  }),
  "aws:index/getRegion:getRegion": (_args, { region }) => ({
    ...{ id: region, name: region, region, endpoint: `ec2.${region}.amazonaws.com`, description: region },
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": (_args, { region }) => ({
    id: region,
    names: ["a", "b", "c"].map((zone) => `${region}${zone}`),
    zoneIds: ["1", "2", "3"].map((number) => `zone-az${number}`),
    groupNames: [region],
  }),
  "aws:eks/getAddonVersion:getAddonVersion": addonVersion,
};

/**
 * Answers a function.
 *
 * @throws Error where nobody has written an answer.
 */
export function invoke(token: string, args: unknown, config: ProviderConfig): WireObject {
  const answer = functions[token];
  if (answer === undefined) {
    throw new Error(
      `The stand-in for AWS has no answer to ${token}. It knows ${Object.keys(functions).join(", ")}. ` +
        "Add one in test/aws-stand-in/invokes.ts.",
    );
  }
  return answer(isObject(args) ? args : {}, config);
}
