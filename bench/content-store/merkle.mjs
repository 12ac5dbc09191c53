// Candidate C: a content-addressed tree with shared subtrees. An edit writes the path to the root anew.
// Two things in its favour: nodes are shared between courses (a rerun copies none), and a head index answers "where is this block now".
import { createHash } from 'node:crypto';
import { arrayText, copyRows } from './copy.mjs';
import { query, transaction } from './postgres.mjs';
import { newGuid } from './shape.mjs';

const list = (text) => (text === '{}' ? [] : text.slice(1, -1).split(','));

/** 128 bits of SHA-256 in uuid form: 16 bytes a hash. */
function hashOf(node) {
  const digest = createHash('sha256')
    .update(JSON.stringify([node.block, node.children, node.display_name, node.settings, node.definition]))
    .digest('hex');
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const lockHead = async (client, course, branch) =>
  (await query(client, 'SELECT version FROM branches WHERE course_id=$1 AND name=$2 FOR UPDATE', [course, branch]))[0]
    .version;

async function addVersion(client, course, branch, previous, root) {
  const guid = newGuid();
  await query(
    client,
    `WITH added AS (INSERT INTO versions (course_id, guid, previous, root) VALUES ($1,$2,$3,$4))
     INSERT INTO branches VALUES ($1,$5,$2) ON CONFLICT (course_id, name) DO UPDATE SET version=EXCLUDED.version`,
    [course, guid, previous, root, branch],
  );
  return guid;
}

const DESCEND = (start) => `tree AS (
  SELECT n.hash, NULL::text AS parent, n.block, n.children FROM (${start}) s JOIN nodes n USING (hash)
  UNION ALL
  SELECT n.hash, t.block, n.block, n.children FROM tree t CROSS JOIN LATERAL unnest(t.children) c(hash) JOIN nodes n ON n.hash = c.hash)`;

export class Merkle {
  name = 'C hashed tree';
  tables = ['nodes', 'heads', 'versions', 'branches'];

  async schema(client) {
    await client.query(`
      CREATE TABLE nodes (hash uuid PRIMARY KEY, block text NOT NULL, children uuid[] NOT NULL, display_name text NOT NULL,
        settings json NOT NULL, definition text NOT NULL);
      CREATE TABLE versions (course_id bigint NOT NULL, guid text NOT NULL, previous text, root uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (course_id, guid));
      CREATE TABLE branches (course_id bigint NOT NULL, name text NOT NULL, version text NOT NULL, PRIMARY KEY (course_id, name),
        FOREIGN KEY (course_id, version) REFERENCES versions (course_id, guid) DEFERRABLE INITIALLY DEFERRED);
      CREATE TABLE heads (course_id bigint NOT NULL, branch text NOT NULL, block text NOT NULL, parent text, hash uuid NOT NULL,
        PRIMARY KEY (course_id, branch, block));`);
  }

  async load(client, course, blocks) {
    const hashes = new Map();
    const nodes = [...blocks].reverse().map((row) => {
      const node = { ...row, children: row.children.map((child) => hashes.get(child)) };
      hashes.set(row.block, hashOf(node));
      return [
        hashes.get(row.block),
        row.block,
        arrayText(node.children),
        row.display_name,
        row.settings,
        row.definition,
      ];
    });
    return transaction(client, async () => {
      await copyRows(client, 'nodes', ['hash', 'block', 'children', 'display_name', 'settings', 'definition'], nodes);
      const heads = blocks.map((row) => [course, 'draft', row.block, row.parent, hashes.get(row.block)]);
      await copyRows(client, 'heads', ['course_id', 'branch', 'block', 'parent', 'hash'], heads);
      await this.#copyHeads(client, course, 'draft', course, 'published');
      const guid = await addVersion(client, course, 'draft', null, hashes.get('course@course'));
      await addVersion(client, course, 'published', null, hashes.get('course@course'));
      return guid;
    });
  }

  #copyHeads(client, source, from, target, to) {
    return query(
      client,
      'INSERT INTO heads SELECT $3, $4, block, parent, hash FROM heads WHERE course_id=$1 AND branch=$2',
      [source, from, target, to],
    );
  }

  /** The nodes from `block` up to the root, the block first. */
  async #path(client, course, branch, block) {
    const rows = await query(
      client,
      `WITH RECURSIVE up AS (
         SELECT block, parent, hash, 0 AS step FROM heads WHERE course_id=$1 AND branch=$2 AND block=$3
         UNION ALL
         SELECT h.block, h.parent, h.hash, step + 1 FROM up JOIN heads h ON h.course_id=$1 AND h.branch=$2 AND h.block=up.parent)
       SELECT n.* FROM up JOIN nodes n USING (hash) ORDER BY step`,
      [course, branch, block],
    );
    return rows.map((row) => ({ ...row, children: list(row.children) }));
  }

  /** Writes `nodes` (with their new hash in `next`) and repoints the branch's head index at them. */
  async #writeNodes(client, course, branch, nodes) {
    const column = (name) => nodes.map((node) => node[name]);
    const children = nodes.map((node) => arrayText(node.children));
    await query(
      client,
      `WITH n AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         n(hash, block, children, display_name, settings, definition)),
       written AS (INSERT INTO nodes SELECT hash, block, children::uuid[], display_name, settings::json, definition FROM n ON CONFLICT DO NOTHING)
       UPDATE heads h SET hash=n.hash FROM n WHERE h.course_id=$7 AND h.branch=$8 AND h.block=n.block`,
      [
        column('next'),
        column('block'),
        children,
        column('display_name'),
        column('settings'),
        column('definition'),
        course,
        branch,
      ],
    );
  }

  edit(client, course, block, settings) {
    return this.editMany(client, course, new Map([[block, settings]]));
  }

  editMany(client, course, changes) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'draft');
      const depth = new Map();
      const nodes = new Map();
      for (const block of changes.keys()) {
        const path = await this.#path(client, course, 'draft', block);
        path.forEach((node, step) => {
          nodes.set(node.block, nodes.get(node.block) ?? node);
          depth.set(node.block, path.length - step);
        });
      }
      const replaced = new Map();
      for (const node of [...nodes.values()].sort((a, b) => depth.get(b.block) - depth.get(a.block))) {
        node.settings = changes.get(node.block) ?? node.settings;
        node.children = node.children.map((child) => replaced.get(child) ?? child);
        node.next = hashOf(node);
        replaced.set(node.hash, node.next);
      }
      await this.#writeNodes(client, course, 'draft', [...nodes.values()]);
      return addVersion(client, course, 'draft', head, nodes.get('course@course').next);
    });
  }

  #start(guid) {
    return guid
      ? 'SELECT root AS hash FROM versions WHERE course_id=$1 AND guid=$2'
      : 'SELECT v.root AS hash FROM branches b JOIN versions v ON v.course_id=b.course_id AND v.guid=b.version WHERE b.course_id=$1 AND b.name=$2';
  }

  async outline(client, course, guid) {
    const rows = await query(
      client,
      `WITH RECURSIVE tree AS (
         SELECT n.hash, NULL::text AS parent, n.block, n.children, n.display_name FROM (${this.#start(guid)}) s JOIN nodes n USING (hash)
         UNION ALL
         SELECT n.hash, t.block, n.block, n.children, n.display_name
         FROM tree t CROSS JOIN LATERAL unnest(t.children) c(hash) JOIN nodes n ON n.hash = c.hash)
       SELECT * FROM tree`,
      [course, guid ?? 'draft'],
    );
    return rows.length;
  }

  all(client, course, guid) {
    return query(
      client,
      `WITH RECURSIVE ${DESCEND(this.#start(guid))} SELECT t.parent, n.* FROM tree t JOIN nodes n USING (hash)`,
      [course, guid ?? 'draft'],
    );
  }

  countAll(rows) {
    return rows.length;
  }

  /** At an old version the way down is guessed from where the block is now; a moved block needs the whole tree. */
  async block(client, course, block, guid) {
    if (!guid) {
      const now = await query(
        client,
        `SELECT n.* FROM heads h JOIN nodes n USING (hash) WHERE h.course_id=$1 AND h.branch='draft' AND h.block=$2`,
        [course, block],
      );
      return now[0].settings;
    }
    const path = (await this.#path(client, course, 'draft', block)).map((node) => node.block).reverse();
    const rows = await query(
      client,
      `WITH RECURSIVE down AS (
         SELECT n.hash, n.children, 1 AS step FROM (${this.#start(guid)}) s JOIN nodes n USING (hash)
         UNION ALL
         SELECT n.hash, n.children, step + 1 FROM down CROSS JOIN LATERAL unnest(down.children) c(hash)
         JOIN nodes n ON n.hash = c.hash AND n.block = ($3::text[])[step + 1])
       SELECT n.* FROM down JOIN nodes n USING (hash) WHERE step = cardinality($3::text[])`,
      [course, guid, path],
    );
    if (rows[0]) return rows[0].settings;
    return (await this.all(client, course, guid)).find((row) => row.block === block).settings;
  }

  /** Level by level, never below an equal hash. */
  async compare(client, course, a, b) {
    const roots = await query(client, 'SELECT guid, root FROM versions WHERE course_id=$1 AND guid = ANY($2)', [
      course,
      [a, b],
    ]);
    let sides = [a, b].map((guid) => [roots.find((row) => row.guid === guid).root]);
    const found = [new Map(), new Map()];
    while (sides[0].length + sides[1].length > 0) {
      const other = sides.map((hashes) => new Set(hashes));
      sides = sides.map((hashes, i) => hashes.filter((hash) => !other[1 - i].has(hash)));
      const nodes = await query(client, 'SELECT * FROM nodes WHERE hash = ANY($1::uuid[])', [sides.flat()]);
      const byHash = new Map(nodes.map((node) => [node.hash, node]));
      sides = sides.map((hashes, i) =>
        hashes.flatMap((hash) => {
          found[i].set(byHash.get(hash).block, byHash.get(hash));
          return list(byHash.get(hash).children);
        }),
      );
    }
    const own = (node) => node && JSON.stringify([node.display_name, node.settings, node.definition]);
    return [...new Set(found.flatMap((side) => [...side.keys()]))].filter(
      (key) => own(found[0].get(key)) !== own(found[1].get(key)),
    );
  }

  publish(client, course, block) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'published');
      const path = await this.#path(client, course, 'published', block);
      const [{ hash }] = await query(
        client,
        `SELECT hash FROM heads WHERE course_id=$1 AND branch='draft' AND block=$2`,
        [course, block],
      );
      await query(
        client,
        `WITH RECURSIVE ${DESCEND('SELECT $2::uuid AS hash')},
         gone AS (SELECT n.hash, n.block, n.children FROM nodes n WHERE hash=$3
           UNION ALL SELECT n.hash, n.block, n.children FROM gone g CROSS JOIN LATERAL unnest(g.children) c(hash) JOIN nodes n ON n.hash=c.hash),
         removed AS (DELETE FROM heads h USING gone g WHERE h.course_id=$1 AND h.branch='published' AND h.block=g.block
           AND NOT EXISTS (SELECT FROM tree t WHERE t.block=g.block))
         INSERT INTO heads AS h SELECT $1, 'published', block, coalesce(parent, $4), hash FROM tree
         ON CONFLICT (course_id, branch, block) DO UPDATE SET parent=EXCLUDED.parent, hash=EXCLUDED.hash WHERE h.hash <> EXCLUDED.hash`,
        [course, hash, path[0].hash, path[1].block],
      );
      let [before, after] = [path[0].hash, hash];
      for (const node of path.slice(1)) {
        node.children = node.children.map((child) => (child === before ? after : child));
        node.next = hashOf(node);
        [before, after] = [node.hash, node.next];
      }
      await this.#writeNodes(client, course, 'published', path.slice(1));
      await addVersion(client, course, 'published', head, after);
    });
  }

  publishAll(client, course) {
    return transaction(client, async () => {
      const head = await lockHead(client, course, 'published');
      const [{ hash }] = await query(client, this.#start(null), [course, 'draft']);
      await query(
        client,
        `WITH d AS (SELECT * FROM heads WHERE course_id=$1 AND branch='draft'),
         removed AS (DELETE FROM heads p WHERE course_id=$1 AND branch='published' AND NOT EXISTS (SELECT FROM d WHERE d.block=p.block))
         INSERT INTO heads AS h SELECT $1, 'published', d.block, d.parent, d.hash
         FROM d LEFT JOIN heads p ON p.course_id=$1 AND p.branch='published' AND p.block=d.block WHERE p.hash IS DISTINCT FROM d.hash
         ON CONFLICT (course_id, branch, block) DO UPDATE SET parent=EXCLUDED.parent, hash=EXCLUDED.hash`,
        [course],
      );
      await addVersion(client, course, 'published', head, hash);
    });
  }

  /** One version row, and the head index of the new course. */
  rerun(client, source, target) {
    return transaction(client, async () => {
      const [{ hash }] = await query(client, this.#start(null), [source, 'draft']);
      await this.#copyHeads(client, source, 'draft', target, 'draft');
      await addVersion(client, target, 'draft', null, hash);
    });
  }
}
