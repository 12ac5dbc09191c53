/**
 * Statements that no request sends: the task runner, the schedule, the feed and webhooks look for work at their own pace. Whoever
 * counts statements leaves these out.
 */
export const BACKGROUND_STATEMENTS = /\b(tasks|scheduled_publications|number_events)\b|webhook/;
