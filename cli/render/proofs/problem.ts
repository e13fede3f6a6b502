/** What a proof reports. */

/** One thing that is wrong with a rendered tree. */
export interface Problem {
  /** The proof that found it: the name of its file in cli/render/proofs. */
  readonly proof: string;
  /** Path in the tree. */
  readonly file: string;
  /** Line in the file, from 1 on. */
  readonly line: number;
  /** What is wrong, what was found and what to do, in sentences. */
  readonly message: string;
}
