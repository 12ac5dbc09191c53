import { ApiProperty } from '@nestjs/swagger';
import { ResourceResponse } from '../../../common/hypermedia/links.js';
import { Minimal } from '../../../common/hypermedia/shape.js';

/** Who the caller is. */
export class MeResponse extends ResourceResponse {
  /** Public name; never changes. */
  @ApiProperty()
  @Minimal()
  readonly username: string;
}
