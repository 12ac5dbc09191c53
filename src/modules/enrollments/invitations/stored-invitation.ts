/** An invitation as it is kept. */
export interface StoredInvitation {
  readonly uuid: string;
  readonly courseKey: string;
  /** Null for who was invited by e-mail. */
  readonly username: string | null;
  /** Null for who was invited by username. */
  readonly email: string | null;
  readonly mode: string | null;
  readonly autoEnroll: boolean;
  /** Username; null when that account is gone. */
  readonly invitedBy: string | null;
  readonly created: Date;
}

/** Whom an invitation is for. */
export type Invitee = { readonly username: string } | { readonly email: string };

/** What whoever invites says of it. */
export interface InvitationTerms {
  readonly mode: string | null;
  readonly autoEnroll: boolean;
  readonly reason: string | null;
}

/** The columns of a {@link StoredInvitation}: `i` is the invitation, `w` the account that was named, `b` who invited. */
export const INVITATION_COLUMNS = `i.uuid, i.course_key AS "courseKey", w.username, i.email, i.mode,
  i.auto_enroll AS "autoEnroll", b.username AS "invitedBy", i.created`;

export const INVITATION_PEOPLE = 'LEFT JOIN users w ON w.id = i.user_id LEFT JOIN users b ON b.id = i.invited_by';
