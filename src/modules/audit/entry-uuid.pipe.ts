import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { EntryNotFoundError } from './audit.errors.js';

/** An entry's UUID in a path. What is none is an address that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class EntryUuidPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!validate(text)) throw new EntryNotFoundError(text);
    return text.toLowerCase();
  }
}
