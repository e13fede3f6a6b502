/** One file, or several of a kind, that is written from the model. */
export interface Output {
  /** What it writes, for the list that `npm run generate` prints. */
  readonly title: string;
  /**
   * The files as they should be, by path relative to the repository root.
   *
   * @param root absolute path of the repository.
   */
  readonly produce: (root: string) => Promise<Readonly<Record<string, string>>>;
  /**
   * Folder of pages that come and go with what they are about: a written page in it that is not produced any more is
   * removed. Pages without the note at their top are somebody's own and stay.
   *
   * @default none
   */
  readonly owns?: string;
}

/** The line at the top of every written file, without a comment's marks. */
export const WRITTEN = "Written by `npm run generate` from model/; change it there.";

/** The same of what is written from the policy pack. */
export const WRITTEN_FROM_PACK =
  "Written by `npm run generate` from policypack/ and the examples of its tests; change it there.";

/** The same of what is written from the SDKs that are installed. */
export const WRITTEN_FROM_SDK = "Written by `npm run generate` from the installed SDK; do not edit.";

/** What every such line begins with. */
export const WRITTEN_MARK = "<!-- Written by `npm run generate`";
