import { ApiProperty } from '@nestjs/swagger';
import type { CourseKey, DefinitionKey, UsageKey } from '../opaque-keys/index.js';
import type { ApiUrls } from './api-urls.js';
import { Shown } from './shape.js';

/** A related account: its key and where it is (SPEC R-1). */
export class AccountReference {
  @ApiProperty({ example: 'andya' })
  @Shown()
  readonly username: string;

  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly url: string;

  /** Null for null: nobody, or nobody known. */
  static from(username: string | null, urls: ApiUrls): AccountReference | null {
    return username === null ? null : { username, url: urls.account(username) };
  }
}

/**
 * The key with the branch or version that a reference's URL has. Under a symbol, so that it is never sent: expansion
 * looks up what the URL would show.
 */
export const ADDRESS = Symbol('courseware:address');

/** A related course run. The URL keeps the branch or version that the reader came by. */
export class CourseReference {
  @ApiProperty({ example: 'course-v1:Courseware+Tides101+2026' })
  @Shown()
  readonly course_key: string;

  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly url: string;

  static from(address: CourseKey, urls: ApiUrls): CourseReference {
    const reference = { course_key: address.forBranch(null).forVersion(null).toString(), url: urls.course(address) };
    return Object.assign(reference, { [ADDRESS]: address });
  }
}

/** A related block. The URL keeps the branch or version that the reader came by. */
export class BlockReference {
  @ApiProperty({ example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome' })
  @Shown()
  readonly usage_key: string;

  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly url: string;

  static from(address: UsageKey, urls: ApiUrls): BlockReference {
    const reference = { usage_key: address.forBranch(null).forVersion(null).toString(), url: urls.xblock(address) };
    return Object.assign(reference, { [ADDRESS]: address });
  }
}

/** Whether the caller is shown all of a definition, answers included. Under a symbol, so that it is never sent. */
export const WHOLE = Symbol('courseware:whole');

/** The content of a block, apart from any course. */
export class DefinitionReference {
  @ApiProperty({ example: 'def-v1:6745f5a0c2b1d3e4f5a6b7c8+type@html' })
  @Shown()
  readonly definition_key: string;

  @ApiProperty({ format: 'uri' })
  @Shown()
  readonly url: string;

  /** @param isWhole whether the caller is of the team of the course in which it was met */
  static from(key: DefinitionKey, urls: ApiUrls, isWhole: boolean): DefinitionReference {
    return Object.assign({ definition_key: key.toString(), url: urls.definition(key) }, { [WHOLE]: isWhole });
  }
}
