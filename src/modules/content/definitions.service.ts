import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { DefinitionKey } from '../../common/opaque-keys/index.js';
import { PUBLISHED } from './course-version.js';
import { DefinitionEntity } from './store.entities.js';

export type Definition = Pick<
  DefinitionEntity,
  'guid' | 'type' | 'content' | 'created' | 'createdBy' | 'previous' | 'original'
>;

/** A course in which a definition stands. */
export interface DefinitionPlace {
  readonly courseKey: string;
  /** Whether it stands, or has ever stood, on the published branch there. */
  readonly published: boolean;
}

/** Content of blocks, apart from courses. */
@Injectable()
export class Definitions {
  constructor(@InjectRepository(DefinitionEntity) private readonly definitions: Repository<DefinitionEntity>) {}

  /** A definition by its key; null when there is none, or when it is of another type than the key says. */
  async find(key: DefinitionKey): Promise<Definition | null> {
    return this.definitions.findOneBy({ guid: key.definitionId, type: key.blockType });
  }

  /** The definitions of these keys that exist, in one statement. */
  async findAll(keys: readonly DefinitionKey[]): Promise<Definition[]> {
    return this.definitions.findBy(keys.map((key) => ({ guid: key.definitionId, type: key.blockType })));
  }

  /** Those of the given courses in which it stands. */
  async places(definition: Definition, courseKeys: readonly string[]): Promise<DefinitionPlace[]> {
    const rows = await this.definitions.query<{ course_key: string; published: boolean }[]>(
      `SELECT c.course_key, bool_or(EXISTS (
                SELECT FROM versions v
                 WHERE v.course_id = b.course_id AND v.line = b.line AND v.ordinal >= b.since AND v.ordinal < b.until AND v.branch = $3)) AS published
         FROM blocks b JOIN courses c ON c.id = b.course_id
        WHERE b.definition = $1 AND c.course_key = ANY ($2)
        GROUP BY c.course_key`,
      [definition.guid, courseKeys, PUBLISHED],
    );
    return rows.map((row) => ({ courseKey: row.course_key, published: row.published }));
  }
}
