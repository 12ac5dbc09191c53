import { randomBytes } from 'node:crypto';
import { type CourseKey, InvalidKeyError } from '../../../common/opaque-keys/index.js';
import type { Faults } from './faults.js';

/** Longest type and longest id: a usage key with both still fits where Open edX keeps them (255 characters). */
export const MAX_BLOCK_ID = 150;
export const MAX_BLOCK_TYPE = 50;

/** An id for a block whose author gave none: 32 random hexadecimal digits, as Studio makes them. */
export function newBlockId(): string {
  return randomBytes(16).toString('hex');
}

/** Whether type and id can stand in a usage key of the course (SPEC I-2). What cannot goes to the faults. */
export function checkBlockId(courseKey: CourseKey, type: string, blockId: string | null, faults: Faults): void {
  const rules = 'letters, digits and any of _-~.:';
  if (type.length > MAX_BLOCK_TYPE || !isKey(courseKey, type, 'x')) {
    faults.add('type', `A block type has 1 to ${MAX_BLOCK_TYPE} characters: ${rules}.`);
  }
  if (blockId !== null && (blockId.length > MAX_BLOCK_ID || !isKey(courseKey, 'x', blockId))) {
    faults.add('block_id', `A block id has 1 to ${MAX_BLOCK_ID} characters: ${rules}.`);
  }
}

function isKey(courseKey: CourseKey, type: string, blockId: string): boolean {
  try {
    courseKey.makeUsageKey(type, blockId);
    return true;
  } catch (error) {
    if (error instanceof InvalidKeyError) return false;
    throw error;
  }
}
