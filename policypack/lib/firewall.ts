/**
 * The rules of security groups, which come in three forms: in the group itself, as `aws.ec2.SecurityGroupRule`, and as a
 * resource for each direction. No form has a key of another's name for something else, so each is asked for all of them.
 */

import { isInternet } from "./cidr";
import { demand } from "./finding";
import type { Finding } from "./finding";
import type { Property } from "./property";
import type { Resource } from "./rule";
import { all, any, not } from "./truth";
import type { Truth } from "./truth";

export type Direction = "ingress" | "egress";

const group = "aws:ec2/securityGroup:SecurityGroup";
const eitherWay = "aws:ec2/securityGroupRule:SecurityGroupRule";

/** Types that state rules of ingress. */
export const ingressTypes = [
  group,
  eitherWay,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
] as const;

/** Types that state rules of egress. */
export const egressTypes = [
  group,
  eitherWay,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
] as const;

/** Names and numbers of protocols, as AWS takes them: of all, and of those that have ports. */
const everyProtocol = ["-1", "all"];
const withPorts = ["tcp", "6", "udp", "17"];

/** One range of addresses that a rule is about. */
interface Opening {
  readonly rule: Property;
  readonly range: Property;
  /** Whether the rule is of the direction that was asked for. */
  readonly applies: Truth;
}

/** Each range that the rules of a resource are about. Prefix lists and other groups are no ranges. */
export function openingsOf({ type, properties }: Resource, direction: Direction): Opening[] {
  const applies = type === eitherWay ? properties.at("type").oneOf([direction], false) : true;
  if (applies === false) return [];
  const rules = type === group ? properties.at(direction).items() : [properties];
  return rules.flatMap((rule) => rangesOf(rule).map((range) => ({ rule, range, applies })));
}

function rangesOf(rule: Property): Property[] {
  return [
    ...rule.at("cidrBlocks").items(),
    ...rule.at("ipv6CidrBlocks").items(),
    rule.at("cidrIpv4"),
    rule.at("cidrIpv6"),
  ];
}

/** A finding for each rule by which the internet reaches what must not be reached. */
export function closedToInternet(
  resource: Resource,
  isReached: (rule: Property) => Truth,
  message: string,
): Finding[] {
  return openingsOf(resource, "ingress").flatMap(({ rule, range, applies }) => {
    const isOpen = range.text(isInternet, false);
    if (isOpen === false) return [];
    return demand(not(all(applies, isOpen, isReached(rule))), range, message);
  });
}

/** Whether a rule covers all ports from one to another. */
export function covers(rule: Property, first: number, last: number): Truth {
  const inRange = all(
    rule.at("fromPort").number((from) => from <= first, true),
    rule.at("toPort").number((to) => to >= last, true),
  );
  return any(isOf(rule, everyProtocol), all(isOf(rule, withPorts), inRange));
}

function isOf(rule: Property, protocols: readonly string[]): Truth {
  const isOne = (name: string): boolean => protocols.includes(name.toLowerCase());
  return any(rule.at("protocol").text(isOne, false), rule.at("ipProtocol").text(isOne, false));
}
