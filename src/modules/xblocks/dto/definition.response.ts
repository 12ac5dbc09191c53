import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import { DefinitionKey } from '../../../common/opaque-keys/index.js';
import { fieldsForLearners } from '../../access/index.js';
import type { Definition, JsonObject } from '../../content/index.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { ExpandableWithin } from '../../../common/hypermedia/expandable.js';

/** Whether all of it is shown: another representation than the one for learners. Never sent. */
export const SHOWN_WHOLE = Symbol('courseware:shown-whole');

/** The content of a block, apart from any course: immutable, and shared by the versions and courses that use it. */
export class DefinitionResponse extends ResourceResponse {
  @ApiProperty({ example: 'def-v1:6745f5a0c2b1d3e4f5a6b7c8+type@html' })
  @Minimal()
  readonly definition_key: string;

  /** Block type. */
  @Minimal()
  readonly type: string;

  /** Fields of scope content. HTML is as the author wrote it: treat it as untrusted. Answers are for the course team: absent for others, as in blocks. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @Shown()
  readonly fields: JsonObject;

  /** When and by whom it was made; it never changes. */
  @ExpandableWithin(() => EditResponse)
  @Shown()
  readonly created: EditResponse;

  /** @param isWhole whether answers are shown as well */
  static from(
    { definition, isWhole }: { readonly definition: Definition; readonly isWhole: boolean },
    urls: ApiUrls,
  ): Unlinked<DefinitionResponse> & { readonly [SHOWN_WHOLE]: boolean } {
    const { type, content } = definition;
    return {
      [SHOWN_WHOLE]: isWhole,
      definition_key: DefinitionKey.of(definition.guid, type).toString(),
      type,
      fields: isWhole ? content : fieldsForLearners(type, content),
      created: EditResponse.from({ by: definition.createdBy, on: definition.created }, urls),
    };
  }
}
