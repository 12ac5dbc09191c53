/** What the published course block says beside the columns of the course. */
export interface CourseDisplay {
  readonly advertisedStart: string | null;
  readonly bannerImage: string | null;
  readonly displayOrganization: string | null;
  readonly displayNumber: string | null;
}
