import type { EntityManager } from 'typeorm';
import { DEFAULT_CHECKLISTS } from './default-checklists.js';

/** What a new course begins with. */
export class ChecklistDefaults {
  /**
   * Gives a course the four default lists; whoever makes a course calls it in its transaction. A list that the course has
   * under the same id stays as it is. One statement.
   */
  static async giveTo(manager: EntityManager, courseId: number): Promise<void> {
    const lists = DEFAULT_CHECKLISTS.map(({ id, shortDescription }) => ({ id, short_description: shortDescription }));
    const items = DEFAULT_CHECKLISTS.flatMap(({ id: checklistId, items: own }) =>
      own.map((item, position) => ({
        checklist_id: checklistId,
        id: item.id,
        position,
        short_description: item.shortDescription,
        long_description: item.longDescription,
        action_url: item.actionUrl ?? '',
        action_text: item.actionText ?? '',
        check_id: item.check ?? null,
      })),
    );
    await manager.query(
      `WITH taken AS (SELECT coalesce(max(position) + 1, 0) AS next FROM checklists WHERE course_id = $1),
            made AS (
              INSERT INTO checklists (course_id, id, short_description, position)
              SELECT $1, l.value ->> 'id', l.value ->> 'short_description', taken.next + l.ordinality - 1
                FROM json_array_elements($2::json) WITH ORDINALITY l, taken
              ON CONFLICT ON CONSTRAINT pk_checklists DO NOTHING RETURNING id)
       INSERT INTO checklist_items (course_id, checklist_id, id, position, short_description, long_description, action_url, action_text, check_id)
       SELECT $1, i.checklist_id, i.id, i.position, i.short_description, i.long_description, i.action_url, i.action_text, i.check_id
         FROM json_to_recordset($3::json) AS i (checklist_id text, id text, position int, short_description text,
              long_description text, action_url text, action_text text, check_id text)
         JOIN made ON made.id = i.checklist_id`,
      [courseId, JSON.stringify(lists), JSON.stringify(items)],
    );
  }
}
