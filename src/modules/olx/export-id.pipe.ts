import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { ExportNotFoundError } from './exports.errors.js';

/** An export's id in a path. What is no UUID is an address that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class ExportIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!validate(text)) throw new ExportNotFoundError(text);
    return text.toLowerCase();
  }
}
