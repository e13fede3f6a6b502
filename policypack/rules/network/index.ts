/** The rules of this folder. */

import type { Rule } from "../../lib/rule";
import { rule as defaultSecurityGroup } from "./default-security-group";
import { rule as flowLogs } from "./flow-logs";
import { rule as noDefaultVpc } from "./no-default-vpc";
import { rule as noOpenIngress } from "./no-open-ingress";
import { rule as noRdpIngress } from "./no-rdp-ingress";
import { rule as noSshIngress } from "./no-ssh-ingress";
import { rule as privateEgress } from "./private-egress";
import { rule as subnetPublicIp } from "./subnet-public-ip";

export const rules: readonly Rule[] = [
  subnetPublicIp,
  flowLogs,
  defaultSecurityGroup,
  noDefaultVpc,
  noSshIngress,
  noRdpIngress,
  noOpenIngress,
  privateEgress,
];
