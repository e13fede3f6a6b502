/** What sentences call this API. */
export const API = "Anthropic's Messages API";
