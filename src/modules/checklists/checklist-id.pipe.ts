import { Injectable, type PipeTransform } from '@nestjs/common';
import { NotFoundError } from '../../common/errors/app-error.js';
import { CHECKLIST_ID } from './stored-checklist.js';

/** The id of a list in a path. What can be no id is an address that does not exist (SPEC section 1 "bad key"). */
@Injectable()
export class ChecklistIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!CHECKLIST_ID.test(text)) throw new NotFoundError(`checklist "${text}"`);
    return text;
  }
}
