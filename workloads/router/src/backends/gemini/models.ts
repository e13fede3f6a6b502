/** Whether a model came before Gemini 3, by its name; names without a version, as `gemini-flash-latest`, are new. */
export function isBeforeThree(model: string): boolean {
  return /gemini-[12](?!\d)/.test(model);
}
