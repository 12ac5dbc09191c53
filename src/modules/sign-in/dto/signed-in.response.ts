import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';

/** Who has signed in; the cookies came with the answer. */
export class SignedInResponse {
  /** Username, as the account is written. */
  @ApiProperty({ example: 'demo-learner' })
  readonly username: string;

  /** The account. */
  @ApiProperty({ format: 'uri' })
  readonly url: string;

  /** The sessions of the account, this one among them. */
  @ApiProperty({ format: 'uri' })
  readonly sessions_url: string;

  static of(username: string, urls: ApiUrls): SignedInResponse {
    return { username, url: urls.account(username), sessions_url: urls.sessions() };
  }
}
