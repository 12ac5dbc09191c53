/** An enrollment as it is kept. */
export interface StoredEnrollment {
  readonly uuid: string;
  /** Without branch and version. */
  readonly courseKey: string;
  /** In the case in which the account has it. */
  readonly username: string;
  readonly mode: string;
  readonly isActive: boolean;
  readonly created: Date;
  readonly revision: number;
}

/** What a writer says of an enrollment. */
export interface EnrollmentState {
  readonly mode: string;
  readonly isActive: boolean;
}

/** Who makes a change of an enrollment, and why: what its history says. */
export interface ChangeNote {
  /** Key of the account's row; null for the command line. */
  readonly by: number | null;
  readonly reason: string | null;
}

/** Whose place in which course. */
export interface EnrollmentPlace {
  /** In any case. */
  readonly username: string;
  /** Without branch and version. */
  readonly courseKey: string;
}

/** The columns of a {@link StoredEnrollment}: `e` is the enrollment, `u` its account. */
export const ENROLLMENT_COLUMNS = `e.uuid, e.course_key AS "courseKey", u.username, e.mode, e.is_active AS "isActive", e.created, e.revision`;
