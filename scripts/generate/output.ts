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
}

/** The line at the top of every written file, without a comment's marks. */
export const WRITTEN = "Written by `npm run generate` from model/; change it there.";
