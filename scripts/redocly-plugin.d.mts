/** Names of the rules. */
export const RULES: readonly string[];
