import { AppError, InvalidInputError, NotFoundError, PermissionDeniedError } from '../../common/errors/app-error.js';

/** 404. @param address as the client gave it */
export class EnrollmentNotFoundError extends NotFoundError {
  constructor(address: string) {
    super(`enrollment "${address}"`);
  }
}

/** 409: the person has a place in the course. */
export class AlreadyEnrolledError extends AppError {
  constructor(username: string, courseKey: string) {
    super(
      'conflict',
      `"${username}" has an enrollment in ${courseKey} already. Change it by PATCH, or replace it by PUT, at /api/enrollment/v1/enrollments/${username},${courseKey}/.`,
    );
  }
}

/** 400: there is no such course to enroll in, or none that the caller may know of (SPEC R-7): the same answer for both. */
export class UnknownCourseError extends InvalidInputError {
  /** @param member that names it */
  constructor(courseKey: string, member: 'course_key' | 'file' = 'course_key') {
    super({
      [member]: [
        `${member === 'file' ? 'A course in the file' : member} is ${courseKey}, but there is no such course.`,
      ],
    });
  }
}

/** 400. Only for callers who may enroll people: others are refused before anybody looks whether the account exists. */
export class UnknownUserError extends InvalidInputError {
  constructor(username: string) {
    super({ username: [`username is "${username}", but there is no such account.`] });
  }
}

/** 403: enrolling others is for those who run the course. */
export class MayNotEnrollOthersError extends PermissionDeniedError {
  constructor(courseKey: string) {
    super(
      `Only instructors and staff of ${courseKey}, and global staff, may change other people's enrollments in it. Leave username out to enroll yourself.`,
    );
  }
}

/** 403: nobody comes back into a course that is gone, or is hidden from them; which of both it is, it does not say (SPEC R-7). */
export class CourseNotOpenError extends PermissionDeniedError {
  constructor() {
    super('You cannot enroll yourself in this course: there is none of this key that is open to you.');
  }
}

/** 403: one cannot let oneself in. */
export class EnrollmentClosedError extends PermissionDeniedError {
  constructor(courseKey: string, reason: string) {
    super(`You cannot enroll yourself in ${courseKey}: ${reason}. Its instructors and staff can enroll you.`);
  }
}

/** 403: the mode is for staff to give or to take. */
export class ModeNotOpenError extends PermissionDeniedError {
  constructor(from: string | null, to: string) {
    super(
      `You may give yourself only modes that are free and open, such as audit and honor; ${from === null ? `the mode ${to} is` : `a change from ${from} to ${to} is`} for the course's instructors and staff to enter.`,
    );
  }
}

/** 400, for everybody: the course is not to be had in this mode. */
export class ModeNotOfferedError extends InvalidInputError {
  constructor(courseKey: string, mode: string, offered: readonly string[]) {
    super({ mode: [`mode is ${mode}, but ${courseKey} is offered only as ${offered.join(', ')}.`] });
  }
}

/** 400, for everybody: the time of this mode is over. Who is in it stays. */
export class ModeExpiredError extends InvalidInputError {
  constructor(courseKey: string, mode: string) {
    super({
      mode: [
        `mode is ${mode}, which cannot be entered any more in ${courseKey}. Its team can move expiration_datetime of the mode.`,
      ],
    });
  }
}

/** 409, for everybody: the team has to make more seats, or somebody has to leave. */
export class SeatsTakenError extends AppError {
  /** @param mode null when the seats are those of the whole course */
  constructor(courseKey: string, seats: number, mode: string | null) {
    super(
      'seats_taken',
      `All ${seats} seats of ${courseKey}${mode === null ? '' : ` in the mode ${mode}`} are taken. Its instructors and staff can raise the number of seats.`,
    );
  }
}
