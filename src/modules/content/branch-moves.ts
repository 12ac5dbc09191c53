import type { EntityManager } from 'typeorm';
import { v7 as uuidV7 } from 'uuid';

/** A head that moved without a version that was made on its branch. */
export interface BranchMove {
  readonly courseId: number;
  readonly branch: string;
  /** Where it points now; null: the branch was deleted. */
  readonly head: string | null;
  /** Username. */
  readonly by: string | null;
}

/** Tells the history of it, so that reads at a time are exact (SPEC C-6). The branch is locked, or new. */
export async function recordMove(manager: EntityManager, { courseId, branch, head, by }: BranchMove): Promise<void> {
  await manager.query('INSERT INTO branch_moves (course_id, id, branch, head, moved_by) VALUES ($1, $2, $3, $4, $5)', [
    courseId,
    uuidV7(),
    branch,
    head,
    by,
  ]);
}
