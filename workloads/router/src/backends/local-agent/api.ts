/** What sentences call this API. */
export const API = "the local agent";

/** The only length of an answer that the agent promises where the client names none. */
export const DEFAULT_MAX_TOKENS = 512;
export const DEFAULT_TEMPERATURE = 0.7;
