// Candidate A: one document per version holds the whole block map (the split modulestore's way), as jsonb so that the server can patch it.
import { query, transaction } from './postgres.mjs';
import { newGuid, subtreeOf } from './shape.mjs';

const lockHead = async (client, course, branch) =>
  (await query(client, 'SELECT version FROM branches WHERE course_id=$1 AND name=$2 FOR UPDATE', [course, branch]))[0]
    .version;
const moveHead = (client, course, branch, guid) =>
  query(client, 'UPDATE branches SET version=$3 WHERE course_id=$1 AND name=$2', [course, branch, guid]);

export class Documents {
  name = 'A documents';
  tables = ['structures', 'branches'];

  async schema(client) {
    await client.query(`
      CREATE TABLE structures (course_id bigint NOT NULL, guid text NOT NULL, previous text, created_at timestamptz NOT NULL DEFAULT now(),
        blocks jsonb NOT NULL, PRIMARY KEY (course_id, guid));
      CREATE TABLE branches (course_id bigint NOT NULL, name text NOT NULL, version text NOT NULL, PRIMARY KEY (course_id, name),
        FOREIGN KEY (course_id, version) REFERENCES structures (course_id, guid));`);
  }

  async load(client, course, blocks) {
    const map = Object.fromEntries(
      blocks.map(({ block, ...rest }) => [block, { ...rest, settings: JSON.parse(rest.settings) }]),
    );
    const guid = newGuid();
    await transaction(client, async () => {
      await this.#write(client, course, guid, null, JSON.stringify(map));
      await query(client, `INSERT INTO branches SELECT $1, unnest($3::text[]), $2`, [
        course,
        guid,
        ['draft', 'published'],
      ]);
    });
    return guid;
  }

  #write(client, course, guid, previous, text) {
    return query(client, 'INSERT INTO structures (course_id, guid, previous, blocks) VALUES ($1,$2,$3,$4::jsonb)', [
      course,
      guid,
      previous,
      text,
    ]);
  }

  /** The document is patched inside the server: it never travels. */
  edit(client, course, block, settings) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'draft');
      const guid = newGuid();
      await query(
        client,
        `WITH added AS (
           INSERT INTO structures (course_id, guid, previous, blocks)
           SELECT course_id, $3, guid, jsonb_set(blocks, ARRAY[$4, 'settings'], $5::jsonb, false) FROM structures
           WHERE course_id=$1 AND guid=$2)
         UPDATE branches SET version=$3 WHERE course_id=$1 AND name='draft'`,
        [course, head, guid, block, settings],
      );
      return guid;
    });
  }

  editMany(client, course, changes) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'draft');
      const map = await this.#document(client, course, head);
      for (const [block, settings] of changes) map[block].settings = JSON.parse(settings);
      const guid = newGuid();
      await this.#write(client, course, guid, head, JSON.stringify(map));
      await moveHead(client, course, 'draft', guid);
      return guid;
    });
  }

  async #document(client, course, guid) {
    const rows = await query(client, 'SELECT blocks FROM structures WHERE course_id=$1 AND guid=$2', [course, guid]);
    return JSON.parse(rows[0].blocks);
  }

  #at(guid) {
    return guid ? 's.guid=$2' : `s.guid=(SELECT version FROM branches WHERE course_id=$1 AND name=$2)`;
  }

  async outline(client, course, guid) {
    const rows = await query(
      client,
      `SELECT b.key, b.value->>'parent' AS parent, b.value->'children' AS children, b.value->>'display_name' AS display_name
       FROM structures s, jsonb_each(s.blocks) b WHERE s.course_id=$1 AND ${this.#at(guid)}`,
      [course, guid ?? 'draft'],
    );
    return rows.length;
  }

  /** One document; how many blocks it has is asked outside the measurement. */
  all(client, course, guid) {
    return query(client, `SELECT s.blocks FROM structures s WHERE s.course_id=$1 AND ${this.#at(guid)}`, [
      course,
      guid ?? 'draft',
    ]);
  }

  countAll(rows) {
    return Object.keys(JSON.parse(rows[0].blocks)).length;
  }

  async block(client, course, block, guid) {
    const rows = await query(
      client,
      `SELECT s.blocks->$3 AS block FROM structures s WHERE s.course_id=$1 AND ${this.#at(guid)}`,
      [course, guid ?? 'draft', block],
    );
    return rows[0].block;
  }

  async compare(client, course, a, b) {
    return query(
      client,
      `SELECT key, x.value AS base, y.value AS head
       FROM (SELECT e.* FROM structures s, jsonb_each(s.blocks) e WHERE s.course_id=$1 AND s.guid=$2) x
       FULL JOIN (SELECT e.* FROM structures s, jsonb_each(s.blocks) e WHERE s.course_id=$1 AND s.guid=$3) y USING (key)
       WHERE x.value IS DISTINCT FROM y.value`,
      [course, a, b],
    );
  }

  /** A subtree has to be walked and merged: both documents travel, as they do in edX. */
  publish(client, course, block) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'published');
      const [{ version }] = await query(client, 'SELECT version FROM branches WHERE course_id=$1 AND name=$2', [
        course,
        'draft',
      ]);
      const [source, target] = [
        await this.#document(client, course, version),
        await this.#document(client, course, head),
      ];
      const rows = (map) => Object.entries(map).map(([key, value]) => ({ block: key, children: value.children }));
      for (const key of subtreeOf(rows(target), block)) delete target[key];
      for (const key of subtreeOf(rows(source), block)) target[key] = source[key];
      const guid = newGuid();
      await this.#write(client, course, guid, head, JSON.stringify(target));
      await moveHead(client, course, 'published', guid);
    });
  }

  publishAll(client, course) {
    return this.#copy(client, course, 'draft', course, 'published');
  }

  rerun(client, source, target) {
    return this.#copy(client, source, 'draft', target, 'draft');
  }

  #copy(client, source, from, target, to) {
    const guid = newGuid();
    return transaction(client, async () => {
      await query(
        client,
        `INSERT INTO structures (course_id, guid, previous, blocks) SELECT $3, $4, s.guid, s.blocks
         FROM branches b JOIN structures s ON s.course_id=b.course_id AND s.guid=b.version WHERE b.course_id=$1 AND b.name=$2`,
        [source, from, target, guid],
      );
      await query(
        client,
        `INSERT INTO branches VALUES ($1,$2,$3) ON CONFLICT (course_id, name) DO UPDATE SET version=EXCLUDED.version`,
        [target, to, guid],
      );
    });
  }
}
