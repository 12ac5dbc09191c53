// Candidate D: a persistent map from block key to block, in pages of about 64 entries; a version is the list of its pages.
import { query, transaction } from './postgres.mjs';
import { newGuid } from './shape.mjs';

const PAGE = 64;
const list = (text) => text.slice(1, -1).split(',');

/** FNV-1a over the key: which page a block lives on (1-based, as PostgreSQL's arrays). */
function slotOf(key, slots) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return ((hash >>> 0) % slots) + 1;
}

const lockHead = async (client, course, branch) =>
  (await query(client, 'SELECT version FROM branches WHERE course_id=$1 AND name=$2 FOR UPDATE', [course, branch]))[0]
    .version;
const setHead = (client, course, branch, guid) =>
  query(
    client,
    'INSERT INTO branches VALUES ($1,$2,$3) ON CONFLICT (course_id, name) DO UPDATE SET version=EXCLUDED.version',
    [course, branch, guid],
  );

export class Pages {
  name = 'D pages';
  tables = ['pages', 'versions', 'branches'];
  #slots = new Map();

  async schema(client) {
    await client.query(`
      CREATE TABLE pages (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, blocks jsonb NOT NULL);
      CREATE TABLE versions (course_id bigint NOT NULL, guid text NOT NULL, previous text, pages bigint[] NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (course_id, guid));
      CREATE TABLE branches (course_id bigint NOT NULL, name text NOT NULL, version text NOT NULL, PRIMARY KEY (course_id, name),
        FOREIGN KEY (course_id, version) REFERENCES versions (course_id, guid));`);
  }

  async load(client, course, blocks) {
    const slots = Math.ceil(blocks.length / PAGE);
    this.#slots.set(course, slots);
    const maps = Array.from({ length: slots }, () => ({}));
    for (const { block, ...rest } of blocks)
      maps[slotOf(block, slots) - 1][block] = { ...rest, settings: JSON.parse(rest.settings) };
    return transaction(client, async () => {
      const ids = await this.#insertPages(client, maps);
      const guid = await this.#insertVersion(client, course, null, ids);
      await setHead(client, course, 'draft', guid);
      await setHead(client, course, 'published', guid);
      return guid;
    });
  }

  async #insertPages(client, maps) {
    const rows = await query(
      client,
      'INSERT INTO pages (blocks) SELECT m::jsonb FROM unnest($1::text[]) WITH ORDINALITY u(m, n) ORDER BY n RETURNING id',
      [maps.map((map) => JSON.stringify(map))],
    );
    return rows.map((row) => row.id);
  }

  async #insertVersion(client, course, previous, pages) {
    const guid = newGuid();
    await query(client, 'INSERT INTO versions (course_id, guid, previous, pages) VALUES ($1,$2,$3,$4)', [
      course,
      guid,
      previous,
      pages,
    ]);
    return guid;
  }

  edit(client, course, block, settings) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'draft');
      const guid = newGuid();
      await query(
        client,
        `WITH page AS (
           INSERT INTO pages (blocks) SELECT jsonb_set(p.blocks, ARRAY[$5, 'settings'], $6::jsonb, false)
           FROM versions v JOIN pages p ON p.id = v.pages[$4::int] WHERE v.course_id=$1 AND v.guid=$2 RETURNING id),
         moved AS (UPDATE branches SET version=$3 WHERE course_id=$1 AND name='draft')
         INSERT INTO versions (course_id, guid, previous, pages)
         SELECT course_id, $3, guid, pages[:$4::int - 1] || page.id || pages[$4::int + 1:] FROM versions, page WHERE course_id=$1 AND guid=$2`,
        [course, head, guid, slotOf(block, this.#slots.get(course)), block, settings],
      );
      return guid;
    });
  }

  async #directory(client, course, guid) {
    return list(
      (await query(client, 'SELECT pages FROM versions WHERE course_id=$1 AND guid=$2', [course, guid]))[0].pages,
    );
  }

  async #fetch(client, ids) {
    const rows = await query(client, 'SELECT id, blocks FROM pages WHERE id = ANY($1::bigint[])', [ids]);
    return new Map(rows.map((row) => [row.id, JSON.parse(row.blocks)]));
  }

  editMany(client, course, changes) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'draft');
      const directory = await this.#directory(client, course, head);
      const slot = (key) => slotOf(key, this.#slots.get(course)) - 1;
      const pages = await this.#fetch(client, [...new Set([...changes.keys()].map((key) => directory[slot(key)]))]);
      for (const [key, settings] of changes) pages.get(directory[slot(key)])[key].settings = JSON.parse(settings);
      const guid = await this.#replace(client, course, head, directory, pages);
      await setHead(client, course, 'draft', guid);
      return guid;
    });
  }

  async #replace(client, course, previous, directory, pages) {
    const fresh = await this.#insertPages(client, [...pages.values()]);
    const renamed = new Map([...pages.keys()].map((id, i) => [id, fresh[i]]));
    return this.#insertVersion(
      client,
      course,
      previous,
      directory.map((id) => renamed.get(id) ?? id),
    );
  }

  #at(guid) {
    return guid ? 'v.guid=$2' : 'v.guid=(SELECT version FROM branches WHERE course_id=$1 AND name=$2)';
  }

  async outline(client, course, guid) {
    const rows = await query(
      client,
      `SELECT b.key, b.value->>'parent' AS parent, b.value->'children' AS children, b.value->>'display_name' AS display_name
       FROM versions v CROSS JOIN LATERAL unnest(v.pages) u(id) JOIN pages p USING (id) CROSS JOIN LATERAL jsonb_each(p.blocks) b
       WHERE v.course_id=$1 AND ${this.#at(guid)}`,
      [course, guid ?? 'draft'],
    );
    return rows.length;
  }

  all(client, course, guid) {
    return query(
      client,
      `SELECT p.blocks FROM versions v CROSS JOIN LATERAL unnest(v.pages) u(id) JOIN pages p USING (id) WHERE v.course_id=$1 AND ${this.#at(guid)}`,
      [course, guid ?? 'draft'],
    );
  }

  countAll(rows) {
    return rows.reduce((sum, row) => sum + Object.keys(JSON.parse(row.blocks)).length, 0);
  }

  async block(client, course, block, guid) {
    const rows = await query(
      client,
      `SELECT p.blocks->$3 AS block FROM versions v JOIN pages p ON p.id = v.pages[$4::int] WHERE v.course_id=$1 AND ${this.#at(guid)}`,
      [course, guid ?? 'draft', block, slotOf(block, this.#slots.get(course))],
    );
    return rows[0].block;
  }

  compare(client, course, a, b) {
    const side = (parameter) =>
      `SELECT e.* FROM slots s JOIN pages p ON p.id = s.${parameter} CROSS JOIN LATERAL jsonb_each(p.blocks) e`;
    return query(
      client,
      `WITH slots AS (
         SELECT u.base, u.head FROM versions x JOIN versions y USING (course_id) CROSS JOIN LATERAL unnest(x.pages, y.pages) u(base, head)
         WHERE x.course_id=$1 AND x.guid=$2 AND y.guid=$3 AND u.base <> u.head)
       SELECT key, x.value AS base, y.value AS head FROM (${side('base')}) x FULL JOIN (${side('head')}) y USING (key)
       WHERE x.value IS DISTINCT FROM y.value`,
      [course, a, b],
    );
  }

  publish(client, course, block) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'published');
      const [{ version }] = await query(client, 'SELECT version FROM branches WHERE course_id=$1 AND name=$2', [
        course,
        'draft',
      ]);
      const slot = (key) => slotOf(key, this.#slots.get(course)) - 1;
      const collect = async (directory) => {
        const pages = new Map();
        const keys = [block];
        for (let level = [block]; level.length > 0; keys.push(...level)) {
          const missing = [...new Set(level.map((key) => directory[slot(key)]))].filter((id) => !pages.has(id));
          if (missing.length > 0) for (const [id, map] of await this.#fetch(client, missing)) pages.set(id, map);
          level = level.flatMap((key) => pages.get(directory[slot(key)])[key].children);
        }
        return { directory, pages, keys };
      };
      const source = await collect(await this.#directory(client, course, version));
      const target = await collect(await this.#directory(client, course, head));
      const incoming = source.keys.map((key) => target.directory[slot(key)]).filter((id) => !target.pages.has(id));
      if (incoming.length > 0)
        for (const [id, map] of await this.#fetch(client, [...new Set(incoming)])) target.pages.set(id, map);
      for (const key of target.keys) delete target.pages.get(target.directory[slot(key)])[key];
      for (const key of source.keys)
        target.pages.get(target.directory[slot(key)])[key] = source.pages.get(source.directory[slot(key)])[key];
      await setHead(
        client,
        course,
        'published',
        await this.#replace(client, course, head, target.directory, target.pages),
      );
    });
  }

  publishAll(client, course) {
    return this.#copy(client, course, course, 'published');
  }

  rerun(client, source, target) {
    this.#slots.set(target, this.#slots.get(source));
    return this.#copy(client, source, target, 'draft');
  }

  #copy(client, source, target, to) {
    return transaction(client, async () => {
      const guid = newGuid();
      await query(
        client,
        `INSERT INTO versions (course_id, guid, previous, pages) SELECT $2, $3, v.guid, v.pages
         FROM branches b JOIN versions v ON v.course_id=b.course_id AND v.guid=b.version WHERE b.course_id=$1 AND b.name='draft'`,
        [source, target, guid],
      );
      await setHead(client, target, to, guid);
    });
  }
}
