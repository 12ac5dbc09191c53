import { AppError } from '../../../common/errors/app-error.js';
import type { UsageKey } from '../../../common/opaque-keys/index.js';

/** 409: the id is taken in this course (SPEC C-4). */
export class BlockExistsError extends AppError {
  constructor(key: UsageKey) {
    const message = `There is a block ${key} already. Choose another block_id, or leave it out to have one made.`;
    super('conflict', message, { fieldErrors: { block_id: [{ message, rule: 'taken' }] } });
  }
}

/** 409: the root is what makes it a course; it is neither moved nor deleted. */
export class RootStaysError extends AppError {
  constructor(key: UsageKey) {
    super(
      'conflict',
      `${key} is the root of the course and cannot be deleted. Delete the blocks in it, or the course itself.`,
    );
  }
}
