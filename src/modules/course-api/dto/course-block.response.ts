import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';

/**
 * A block as edX's Blocks API has it. The first seven members are always there; of the others, those that were asked
 * for and have a value. Of a block that the caller may not open, v2 sends only a few, with the reason.
 */
export class CourseBlockResponse {
  /** Usage key. */
  @ApiProperty({ example: 'block-v1:Courseware+Tides101+2026+type@chapter+block@why-the-sea-moves' })
  readonly id: string;

  /** Last part of the usage key. */
  readonly block_id: string;

  /** Where the block is. In an LMS this is its page; here it is the block's own resource. */
  @ApiProperty({ format: 'uri' })
  readonly lms_web_url: string;

  /** The same. */
  @ApiProperty({ format: 'uri' })
  readonly legacy_web_url: string;

  /** The same. */
  @ApiProperty({ format: 'uri' })
  readonly student_view_url: string;

  /** Block type. */
  @ApiProperty({ example: 'chapter' })
  readonly type: string;

  /** Name for people. */
  readonly display_name: string;

  /** Usage keys of the children in the answer's order; absent where `depth` cut the tree. */
  @ApiPropertyOptional({ type: [String] })
  readonly children?: string[];

  /** Usage keys of what is below the block, for a table of contents: with `nav_depth`. */
  @ApiPropertyOptional({ type: [String] })
  readonly descendants?: string[];

  /** How many blocks of each asked-for type there are from this one down, itself included. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'integer' } })
  readonly block_counts?: Record<string, number>;

  /** What a client needs to show the block itself; its shape depends on the type. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  readonly student_view_data?: Record<string, unknown>;

  /** Whether the block counts towards the grade. */
  @ApiPropertyOptional({ type: Boolean })
  readonly graded?: boolean;

  /** Assignment type. */
  @ApiPropertyOptional({ type: String })
  readonly format?: string;

  /** When learners first see it, its own or inherited; 2030-01-01 stands for no date. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  readonly start?: string;

  /** When answers are due, its own or inherited. */
  @ApiPropertyOptional({ type: String, format: 'date-time' })
  readonly due?: string;

  /** Whether it gives a score. */
  @ApiPropertyOptional({ type: Boolean })
  readonly has_score?: boolean;

  /** What its score counts. */
  @ApiPropertyOptional({ type: Number })
  readonly weight?: number;

  /** When learners see whether they were right. */
  @ApiPropertyOptional({ type: String })
  readonly show_correctness?: string;

  /** True on what another enrollment mode would open, and on what holds such a block. */
  @ApiPropertyOptional({ type: Boolean })
  readonly contains_gated_content?: boolean;

  /** Whether something below it is yet to be released. */
  @ApiPropertyOptional({ type: Boolean })
  readonly has_scheduled_content?: boolean;

  /** Whether it is left out of the table of contents. */
  @ApiPropertyOptional({ type: Boolean })
  readonly hide_from_toc?: boolean;

  /** Picture for it: video, problem or other. */
  @ApiPropertyOptional({ type: String })
  readonly icon_class?: string;

  /** Whether its student view fits phones. */
  @ApiPropertyOptional({ type: Boolean })
  readonly student_view_multi_device?: boolean;

  /** What kind of exam it is; absent for what is none. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  readonly special_exam_info?: Record<string, unknown>;

  /** Whether it is hidden from learners, by itself or from above. */
  @ApiPropertyOptional({ type: Boolean })
  readonly visible_to_staff_only?: boolean;

  /** Whether it vanishes when it is due, by itself or from above. */
  @ApiPropertyOptional({ type: Boolean })
  readonly hide_after_due?: boolean;

  /** Why the caller may not open it (v2). */
  @ApiPropertyOptional({ type: String, example: 'cohort' })
  readonly authorization_denial_reason?: string;

  /** The same for people (v2). */
  @ApiPropertyOptional({ type: String })
  readonly authorization_denial_message?: string;
}

/** Blocks by usage key, and the one that they begin with (seeds/004). */
@ApiExtraModels(CourseBlockResponse)
export class CourseBlocksResponse {
  /** Usage key of the first block. */
  readonly root: string;

  /** The blocks by usage key. */
  @ApiProperty({ type: 'object', additionalProperties: { $ref: getSchemaPath(CourseBlockResponse) } })
  readonly blocks: Record<string, CourseBlockResponse>;
}
