/** What sentences call this API. */
export const API = "the Gemini API";
