import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { AuthorizationNotFoundError } from './oauth2.errors.js';

/** An authorization's id in a path. What is no UUID is an address that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class AuthorizationIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!validate(text)) throw new AuthorizationNotFoundError(text);
    return text.toLowerCase();
  }
}
