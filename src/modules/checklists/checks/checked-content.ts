import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type BlockRef, type CourseVersion, type JsonObject, type JsonValue, typeOf } from '../../content/index.js';
import type { CheckedBlock } from './course-under-check.js';
import { REFERENCE_HINTS, REFERENCE_PATTERN } from './references.js';

/** The settings that a check looks at. */
const SETTINGS = [
  ...['start', 'end', 'due', 'enrollment_start', 'enrollment_end', 'self_paced'],
  ...['format', 'graded', 'no_grade', 'course_image'],
  ...['youtube_id_1_0', 'youtube_id_0_75', 'youtube_id_1_25', 'youtube_id_1_5', 'html5_sources', 'edx_video_id'],
  ...['transcripts', 'sub', 'track'],
];
const MAX_REFERENCES = 200;
const MAX_REFERENCE_LENGTH = 400;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * The whole of a version in one statement. PostgreSQL takes from each block what the checks need, so that the texts
 * themselves never come here, whatever the course's size. $1 course, $2 line, $3 ordinal.
 */
const CONTENT_SQL = `
SELECT b.block, b.parent, b.children, b.display_name, b.edited,
       CASE WHEN b.settings::text ~ '"(${SETTINGS.join('|')})"' THEN
         (SELECT json_object_agg(key, value) FROM json_each(b.settings) WHERE key IN (${SETTINGS.map(quoted).join(', ')})) END AS settings,
       CASE WHEN b.block LIKE 'course@%' THEN d.content -> 'grading_policy' END AS grading_policy,
       CASE WHEN texts.said LIKE ANY (ARRAY[${REFERENCE_HINTS.map((hint) => quoted(`%${hint.replaceAll('_', '\\_')}%`)).join(', ')}]) THEN
         ARRAY(SELECT DISTINCT left(found[1], ${MAX_REFERENCE_LENGTH}) FROM regexp_matches(texts.said, ${quoted(`(${REFERENCE_PATTERN})`)}, 'g') found
                ORDER BY 1 LIMIT ${MAX_REFERENCES}) END AS refs,
       b.block LIKE 'problem@%' AND d.content ->> 'data' ~ '<[a-z]*response[\\s/>]' AS asks,
       b.block LIKE 'problem@%' AND d.content ->> 'data' ~* '<solution|<explanation|\\[explanation\\]' AS explains,
       b.block IN ('about@short_description', 'about@overview') AND d.content ->> 'data' ~ '\\S' AS has_text
  FROM blocks b
  JOIN definitions d ON d.guid = b.definition
 CROSS JOIN LATERAL (SELECT b.settings::text || d.content::text AS said) texts
 WHERE b.course_id = $1 AND b.line = $2 AND b.until > $3 AND b.since <= $3`;

interface ContentRow {
  readonly block: BlockRef;
  readonly parent: BlockRef | null;
  readonly children: readonly BlockRef[];
  readonly display_name: string | null;
  readonly edited: string;
  readonly settings: JsonObject | null;
  readonly grading_policy: JsonValue;
  readonly refs: readonly string[] | null;
  readonly asks: boolean | null;
  readonly explains: boolean | null;
  readonly has_text: boolean | null;
}

/** What a version holds, as far as the checks look at it. */
export interface CheckedContent {
  readonly blocks: ReadonlyMap<BlockRef, CheckedBlock>;
  readonly gradingPolicy: JsonValue;
}

/** Reads versions for the checks. */
@Injectable()
export class CheckedContents {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** One statement. */
  async of({ courseId, line, ordinal, root }: CourseVersion): Promise<CheckedContent> {
    const rows = await this.dataSource.query<ContentRow[]>(CONTENT_SQL, [courseId, line, ordinal]);
    return {
      blocks: new Map(rows.map((row) => [row.block, checkedBlock(row)])),
      gradingPolicy: rows.find(({ block }) => block === root)?.grading_policy ?? null,
    };
  }

  /** Those of these files that the course has. One statement. */
  async existingAssets(courseId: number, paths: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.dataSource.query<{ path: string }[]>(
      'SELECT path FROM assets WHERE course_id = $1 AND path = ANY ($2)',
      [courseId, paths],
    );
    return new Set(rows.map(({ path }) => path));
  }
}

function checkedBlock(row: ContentRow): CheckedBlock {
  return {
    block: row.block,
    type: typeOf(row.block),
    parent: row.parent,
    children: row.children,
    displayName: row.display_name,
    edited: row.edited,
    settings: row.settings ?? {},
    references: row.refs ?? [],
    asks: row.asks === true,
    explains: row.explains === true,
    hasText: row.has_text === true,
  };
}
