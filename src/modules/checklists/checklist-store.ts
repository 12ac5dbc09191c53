import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { areSameItems } from './checklist-items.js';
import type { ChecklistItem, StoredChecklist } from './stored-checklist.js';

/** Of `checklists l`. */
export const CHECKLIST_COLUMNS = `l.id, l.short_description AS "shortDescription", l.position, l.created, l.edited,
  l.edited_by AS "editedBy", l.revision,
  (SELECT coalesce(json_agg(json_build_object('id', i.id, 'shortDescription', i.short_description,
     'longDescription', i.long_description, 'actionUrl', i.action_url, 'actionText', i.action_text, 'check', i.check_id,
     'checkedAt', i.checked_at, 'checkedBy', i.checked_by) ORDER BY i.position), '[]')
     FROM checklist_items i WHERE i.course_id = l.course_id AND i.checklist_id = l.id) AS items`;

/** What a row of {@link CHECKLIST_COLUMNS} is before its times are read. */
export type ChecklistRow = Omit<StoredChecklist, 'items'> & {
  readonly items: readonly (Omit<ChecklistItem, 'checkedAt'> & { readonly checkedAt: string | null })[];
};

export function checklistFrom(row: ChecklistRow): StoredChecklist {
  const items = row.items.map((item) => ({
    ...item,
    checkedAt: item.checkedAt === null ? null : new Date(item.checkedAt),
  }));
  return { ...row, items };
}

/** How a list is to be from now on. */
export interface ChecklistState {
  readonly shortDescription: string;
  readonly items: readonly ChecklistItem[];
}

/** The rows of checklists and their items. */
@Injectable()
export class ChecklistStore {
  /** Until the transaction ends the course cannot be deleted. Null when there is none. */
  async courseId(manager: EntityManager, courseKey: string, lock: 'FOR KEY SHARE' | '' = ''): Promise<number | null> {
    const rows = await manager.query<{ id: number }[]>(`SELECT id FROM courses WHERE course_key = $1 ${lock}`, [
      courseKey,
    ]);
    return rows[0]?.id ?? null;
  }

  /** Nobody else adds, deletes or moves lists of the course until the transaction ends. Taken before any list is locked. */
  async lockOrder(manager: EntityManager, courseId: number): Promise<void> {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`checklists ${courseId}`]);
  }

  async find(manager: EntityManager, courseId: number, id: string): Promise<StoredChecklist | null> {
    const rows = await manager.query<ChecklistRow[]>(
      `SELECT ${CHECKLIST_COLUMNS} FROM checklists l WHERE l.course_id = $1 AND l.id = $2`,
      [courseId, id],
    );
    return rows[0] ? checklistFrom(rows[0]) : null;
  }

  /** The same, and nobody else changes it until the transaction ends. */
  async lock(manager: EntityManager, courseId: number, id: string): Promise<StoredChecklist | null> {
    // In a statement of its own: what is read after a wait has to be what the other one left.
    await manager.query('SELECT FROM checklists WHERE course_id = $1 AND id = $2 FOR UPDATE', [courseId, id]);
    return this.find(manager, courseId, id);
  }

  /** Ids of the lists of a course in their order. */
  async order(manager: EntityManager, courseId: number): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      'SELECT id FROM checklists WHERE course_id = $1 ORDER BY position, id',
      [courseId],
    );
    return rows.map(({ id }) => id);
  }

  /** Makes the order so; lists that are where they should be are not written. */
  async reorder(manager: EntityManager, courseId: number, ids: readonly string[]): Promise<void> {
    await manager.query(
      `UPDATE checklists l SET position = wanted.place - 1 FROM unnest($2::text[]) WITH ORDINALITY wanted (id, place)
        WHERE l.course_id = $1 AND l.id = wanted.id AND l.position <> wanted.place - 1`,
      [courseId, ids],
    );
  }

  async insert(
    manager: EntityManager,
    place: { readonly courseId: number; readonly id: string; readonly position: number },
    { shortDescription, items }: ChecklistState,
    by: string | null,
  ): Promise<void> {
    const { courseId, id, position } = place;
    await manager.query(
      'INSERT INTO checklists (course_id, id, short_description, position, edited_by) VALUES ($1, $2, $3, $4, $5)',
      [courseId, id, shortDescription, position, by],
    );
    await this.writeItems(manager, place, [], items);
  }

  /** @returns whether anything is different now */
  async update(
    manager: EntityManager,
    courseId: number,
    current: StoredChecklist,
    { shortDescription, items }: ChecklistState,
    by: string | null,
  ): Promise<boolean> {
    if (shortDescription === current.shortDescription && areSameItems(current.items, items)) return false;
    await manager.query(
      `UPDATE checklists SET short_description = $3, revision = revision + 1, edited = now(), edited_by = $4
        WHERE course_id = $1 AND id = $2`,
      [courseId, current.id, shortDescription, by],
    );
    await this.writeItems(manager, { courseId, id: current.id }, current.items, items);
    return true;
  }

  async remove(manager: EntityManager, courseId: number, id: string): Promise<void> {
    await manager.query('DELETE FROM checklists WHERE course_id = $1 AND id = $2', [courseId, id]);
  }

  /** Writes the items that differ, in two statements at most. */
  private async writeItems(
    manager: EntityManager,
    { courseId, id }: { readonly courseId: number; readonly id: string },
    before: readonly ChecklistItem[],
    items: readonly ChecklistItem[],
  ): Promise<void> {
    const kept = new Set(items.map((item) => item.id));
    const gone = before.filter((item) => !kept.has(item.id)).map((item) => item.id);
    if (gone.length > 0)
      await manager.query('DELETE FROM checklist_items WHERE course_id = $1 AND checklist_id = $2 AND id = ANY ($3)', [
        courseId,
        id,
        gone,
      ]);
    const places = new Map(before.map((item, position) => [item.id, { item, position }]));
    const different = items
      .map((item, position) => ({ item, position }))
      .filter(({ item, position }) => {
        const known = places.get(item.id);
        return known?.position !== position || !areSameItems([known.item], [item]);
      });
    if (different.length === 0) return;
    const rows = different.map(({ item, position }) => ({ ...item, position }));
    await manager.query(UPSERT_ITEMS, [courseId, id, JSON.stringify(rows)]);
  }
}

const UPSERT_ITEMS = `
INSERT INTO checklist_items (course_id, checklist_id, id, position, short_description, long_description, action_url,
    action_text, check_id, checked_at, checked_by)
SELECT $1, $2, i.id, i.position, i."shortDescription", i."longDescription", i."actionUrl", i."actionText", i."check",
    i."checkedAt", i."checkedBy"
  FROM json_to_recordset($3::json) AS i (id text, position int, "shortDescription" text, "longDescription" text,
    "actionUrl" text, "actionText" text, "check" text, "checkedAt" timestamptz, "checkedBy" text)
ON CONFLICT ON CONSTRAINT pk_checklist_items DO UPDATE SET
  position = excluded.position, short_description = excluded.short_description, long_description = excluded.long_description,
  action_url = excluded.action_url, action_text = excluded.action_text, check_id = excluded.check_id,
  checked_at = excluded.checked_at, checked_by = excluded.checked_by`;
