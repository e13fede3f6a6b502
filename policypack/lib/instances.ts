/** What EC2 starts instances from. */

import type { Property } from "./property";

/** Type of launch templates. */
export const launchTemplate = "aws:ec2/launchTemplate:LaunchTemplate";

/** Types that state an instance outright, which have their keys alike. */
export const instances = [
  "aws:ec2/instance:Instance",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  "aws:ec2/launchConfiguration:LaunchConfiguration",
] as const;

/** Whether a setting that is not given is left to the resource's launch template, which is judged on its own. */
export function isLeftToTemplate(properties: Property, setting: string): boolean {
  return properties.at(setting).given() === false && properties.at("launchTemplate").given() === true;
}
