import { Injectable, type PipeTransform } from '@nestjs/common';
import { NotFoundError } from '../../common/errors/app-error.js';

/** A version: 24 hexadecimal digits, or 32, which are read as well (SPEC section 1 "version ids"). */
export const VERSION_GUID = /^(?:[0-9a-f]{24}|[0-9a-f]{32})$/;

/** A version in a path. What cannot be one is an address that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class VersionGuidPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!VERSION_GUID.test(text)) throw new NotFoundError(`version "${text}"`);
    return text;
  }
}
