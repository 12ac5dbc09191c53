import { Injectable, type PipeTransform } from '@nestjs/common';
import { NotFoundError } from '../../common/errors/app-error.js';
import { isBranchName } from '../content/index.js';

/** What a branch can be called at all. */
export const BRANCH_NAME = /^[\p{L}\p{N}_\-~.:]{1,100}$/u;

/** A branch in a path. What cannot be one is an address that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class BranchNamePipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!isBranchName(text)) throw new NotFoundError(`branch "${text}"`);
    return text;
  }
}
