/** What the service says of its parts. */
export class HealthResponse {
  /** `OK` or `UNAVAILABLE`. */
  readonly overall_status: string;

  /** The same for each part. */
  readonly detailed_status: Record<string, string>;
}
