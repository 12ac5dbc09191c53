import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One field's fault, in the seeds' form. */
export class FieldProblem {
  /** What is wrong with the value and what would be right; English. */
  @ApiProperty({ example: 'page must not be less than 0' })
  readonly developer_message: string;

  /** What a person may be shown. */
  @ApiProperty({ example: 'Some of the values that were sent are not valid.' })
  readonly user_message: string;
}

/**
 * The body of every error (SPEC section 1): the seeds' members (`error_code`, `developer_message`, `user_message`,
 * `field_errors`) and OEP-69's (`type`, `title`, `status`, `detail`, `instance`, `errors`) in one flat object.
 */
export class ProblemResponse {
  /** Stable name to program against; each has its page at /api-docs/errors/. */
  @ApiProperty({ example: 'not_found' })
  readonly error_code: string;

  /** What went wrong, how to mend it, and where to read more; English. */
  @ApiProperty({
    example: 'There is no course "course-v1:A+B+C". More: http://localhost:8000/api-docs/errors/not_found/',
  })
  readonly developer_message: string;

  /** What a person may be shown. */
  @ApiPropertyOptional({ example: 'This does not exist.' })
  readonly user_message?: string;

  /** The faults by field path, in the seeds' form. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { $ref: '#/components/schemas/FieldProblem' } })
  readonly field_errors?: Record<string, FieldProblem>;

  /** URI of the class of problem (RFC 9457). */
  @ApiProperty({ format: 'uri', example: 'https://docs.openedx.org/errors/not-found' })
  readonly type: string;

  /** Name of the class of problem. */
  @ApiProperty({ example: 'Not Found' })
  readonly title: string;

  /** The HTTP status once more. */
  @ApiProperty({ example: 404 })
  readonly status: number;

  /** What went wrong this time; English, safe for logs. */
  @ApiProperty({ example: 'There is no course "course-v1:A+B+C".' })
  readonly detail: string;

  /** Path of the request, without host and query. */
  @ApiProperty({ example: '/api/course/v1/courses/course-v1:A+B+C/' })
  readonly instance: string;

  /** The faults by field path, in OEP-69's form. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } })
  readonly errors?: Record<string, string[]>;

  /** The request's id, as in `X-Request-ID` and in the log. Absent in the error of a task, which no request waits for. */
  @ApiPropertyOptional({ example: '01990e9e-7a4c-7d1c-a2f8-0c4f8f0c1b2a' })
  readonly request_id?: string;
}
