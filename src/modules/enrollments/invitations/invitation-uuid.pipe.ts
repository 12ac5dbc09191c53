import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { InvitationNotFoundError } from './invitations.errors.js';

/** The UUID of an invitation in a path. A bad one is an address that does not exist (SPEC section 1 "bad key"). */
@Injectable()
export class InvitationUuidPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!validate(text)) throw new InvitationNotFoundError(text);
    return text.toLowerCase();
  }
}
