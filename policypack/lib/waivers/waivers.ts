/** Waivers at work: which findings they hold back, which of them hold no longer, and which were never needed. */

import { parseWaivers } from "./file";
import type { ParsedWaivers, Waiver, WaiverProblem } from "./file";
import type { Filter, Reported } from "../policy";
import { matchesStars } from "../wildcard";

/** A finding that a waiver has held back. */
export interface Waived {
  readonly waiver: Waiver;
  readonly reported: Reported;
  /** URN of the resource; that of the stack where the finding is about the stack. */
  readonly urn: string | undefined;
}

/** Where the waivers come from. */
export interface WaiversSource {
  /** Path of the file as messages show it. */
  readonly file: string;
  readonly parsed: ParsedWaivers;
  /** Today as `2026-12-31`, in UTC. */
  readonly today?: string;
}

/** The waivers of one run. It notes what each of them has done. */
export class Waivers {
  readonly file: string;
  private readonly parsed: ParsedWaivers;
  private readonly today: string;
  private readonly ran = new Set<string>();
  private readonly used = new Set<Waiver>();
  private readonly held = new Map<string, Waived>();
  private stackUrn: string | undefined;

  constructor({ file, parsed, today = new Date().toISOString().slice(0, 10) }: WaiversSource) {
    this.file = file;
    this.parsed = parsed;
    this.today = today;
  }

  /** No waivers. */
  static none(): Waivers {
    return new Waivers({ file: "waivers.yaml", parsed: { waivers: [], problems: [] } });
  }

  /** The waivers in the text of a file. */
  static read(file: string, source: string, ruleNames: readonly string[], today?: string): Waivers {
    return new Waivers({
      file,
      parsed: parseWaivers(source, ruleNames),
      ...(today !== undefined && { today }),
    });
  }

  /** Notes that a rule is at work. A waiver of a rule that is disabled is neither used nor unused. */
  begin(rule: string): void {
    this.ran.add(rule);
  }

  /** The URN that findings about the stack as a whole are matched by. */
  about(stackUrn: string | undefined): void {
    this.stackUrn = stackUrn ?? this.stackUrn;
  }

  /** Holds back the findings that a waiver covers. */
  readonly filter: Filter = (reported) => {
    const urn = reported.urn ?? this.stackUrn;
    const covering = this.parsed.waivers.filter(
      (waiver) => waiver.rule === reported.rule.name && matchesStars(waiver.urn, urn ?? ""),
    );
    for (const waiver of covering) this.used.add(waiver);
    const waiver = covering.find((one) => !this.isExpired(one));
    if (waiver === undefined) return true;
    // Pulumi may ask twice about one resource.
    this.held.set([reported.rule.name, urn, reported.finding.message].join("\n"), { waiver, reported, urn });
    return false;
  };

  /** What was held back, in the order in which it was found. */
  get waived(): readonly Waived[] {
    return [...this.held.values()];
  }

  /** Everything that is wrong with the waivers. Complete only when every rule has judged every resource. */
  problems(): readonly WaiverProblem[] {
    const { waivers, problems } = this.parsed;
    return [...problems, ...waivers.flatMap((waiver) => this.problemOf(waiver))].sort(
      (one, other) => one.line - other.line,
    );
  }

  private problemOf(waiver: Waiver): WaiverProblem[] {
    const { rule, owner, expires, line } = waiver;
    if (this.isExpired(waiver)) {
      const message = `the waiver of \`${rule}\` by ${owner} expired on ${expires}; repair what it covers, or agree on a new date.`;
      return [{ line, message }];
    }
    if (!this.ran.has(rule) || this.used.has(waiver) || this.isOfAnotherStack(waiver)) return [];
    const message = `the waiver of \`${rule}\` by ${owner} is not used: no finding of the rule has a URN like ${waiver.urn}; remove it.`;
    return [{ line, message }];
  }

  /** One file may serve every stack of a program; a URN that names its stack is of use in that stack alone. */
  private isOfAnotherStack({ urn }: Waiver): boolean {
    const stack = stackOf(urn);
    const here = this.stackUrn === undefined ? undefined : stackOf(this.stackUrn);
    return stack !== undefined && here !== undefined && stack !== here;
  }

  private isExpired({ expires }: Waiver): boolean {
    return expires < this.today;
  }
}

/** The stack that a URN is of; `undefined` where a pattern leaves it open. */
function stackOf(urn: string): string | undefined {
  return /^urn:pulumi:([^:*]+)::/.exec(urn)?.[1];
}
