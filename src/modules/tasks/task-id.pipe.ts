import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { TaskNotFoundError } from './tasks.errors.js';

/** A task's id in a path. What is no UUID is an address that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class TaskIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!validate(text)) throw new TaskNotFoundError(text);
    return text.toLowerCase();
  }
}
