import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { SessionNotFoundError } from './sign-in.errors.js';

/** A session's id in a path. What is no UUID is an address that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class SessionIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!validate(text)) throw new SessionNotFoundError(text);
    return text.toLowerCase();
  }
}
