/** Reads Markdown as the tests of the docs need it: links, headings and code, told apart from each other. */

/** A piece of a page with its place. */
export interface Piece {
  readonly line: number;
  readonly text: string;
}

/** One page, taken apart. Code blocks count neither as prose nor as inline code. */
export interface Page {
  readonly links: readonly Piece[];
  readonly headings: readonly string[];
  readonly inlineCode: readonly Piece[];
  readonly codeLines: readonly Piece[];
  readonly prose: readonly Piece[];
}

const FENCE = /^\s*(```|~~~)/;

/** Takes a page apart. */
export function readMarkdown(text: string): Page {
  const page = { links: [], headings: [], inlineCode: [], codeLines: [], prose: [] } as {
    -readonly [key in keyof Page]: Page[key] extends readonly (infer T)[] ? T[] : never;
  };
  let inFence = false;
  for (const [index, content] of text.split("\n").entries()) {
    const line = index + 1;
    if (FENCE.test(content)) inFence = !inFence;
    else if (inFence) page.codeLines.push({ line, text: content });
    else {
      page.inlineCode.push(...matches(content, /`([^`]+)`/g, line));
      const plain = content.replaceAll(/`[^`]*`/g, "`code`");
      page.links.push(
        ...matches(plain, /\]\(([^)\s]+)[^)]*\)/g, line),
        ...matches(plain, /(?:src|href)="([^"]+)"/g, line),
      );
      const heading = /^#{1,6}\s+(.*?)\s*$/.exec(content);
      if (heading?.[1] !== undefined) page.headings.push(heading[1]);
      else page.prose.push({ line, text: plain });
    }
  }
  return page;
}

function matches(text: string, pattern: RegExp, line: number): Piece[] {
  return [...text.matchAll(pattern)].map((match) => ({ line, text: match[1] ?? "" }));
}

/** The anchor of a heading, as MkDocs and GitHub make it for plain words. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(/\s+/g, "-");
}
