import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Text search over courses and blocks (SPEC C-12; ADR 0012), and an index that the list of everybody's tasks was without. */
export class TextSearch1796000000000 implements MigrationInterface {
  readonly name = 'TextSearch1796000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...FUNCTIONS, ...TEXTS, ...WHAT_IS_THERE, ...BLOCKS, TASKS])
      await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX ix_tasks_created, ix_blocks_name, ix_blocks_hidden');
    await queryRunner.query('DROP TRIGGER tg_courses_text ON courses');
    await queryRunner.query('DROP TRIGGER tg_definitions_text ON definitions');
    await queryRunner.query('DROP TRIGGER tg_definitions_text_gone ON definitions');
    await queryRunner.query('DROP TABLE course_texts, definition_texts');
    for (const name of [
      'write_course_texts',
      'write_definition_texts',
      'delete_definition_texts',
      'course_vector',
      'definition_text',
    ])
      await queryRunner.query(`DROP FUNCTION ${name}`);
  }
}

const FUNCTIONS = [
  // What learners read of a block's content; null for types without a text. Markup stays: the parser of to_tsvector passes over tags and
  // comments. Scripts compute answers, and solutions and hints are shown only when the problem says so. What is not closed is taken out to
  // the end, so that each step is linear on any input. {1,1}? makes an expression take the shortest match, which an alternative in it would
  // otherwise forbid. Most problems have a solution and nothing else of this: it is cut out without a regular expression, which is cheaper.
  // A vector holds 1 MB at most, and a character takes up to nine bytes in it: 100,000 fit for certain, and no text makes a write fail.
  `CREATE FUNCTION definition_text(type text, content json) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  data text;
BEGIN
  IF type NOT IN ('html', 'static_tab', 'course_info', 'annotatable', 'problem') THEN
    RETURN NULL;
  END IF;
  data := left(content ->> 'data', 100000);
  IF strpos(data, '<solution') > 0 THEN
    SELECT string_agg(CASE WHEN n = 1 THEN part WHEN strpos(part, '</solution>') > 0 THEN substr(part, strpos(part, '</solution>') + 11) END, ' ' ORDER BY n)
      INTO data FROM unnest(string_to_array(data, '<solution')) WITH ORDINALITY AS parts (part, n);
  END IF;
  IF data ~* '<(?:script|style|answer|solution|targetedfeedback|additional_answer|[a-z]*hint)\\M' THEN
    data := regexp_replace(data, '(?:<(?:script|style|answer)\\M.*?(?:</(?:script|style|answer)\\s*>|$)){1,1}?', ' ', 'gi');
    data := regexp_replace(data,
      '(?:<(?:solution|targetedfeedback|additional_answer|[a-z]*hint)\\M.*?(?:</(?:solution|targetedfeedback|additional_answer|[a-z]*hint)\\s*>|$)){1,1}?', ' ', 'gi');
  END IF;
  RETURN data;
END $$`,
  // The name counts most, then what says which course it is, then the short description, then the about page.
  `CREATE FUNCTION course_vector(c courses) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('simple', left(c.display_name, 1000)), 'A')
      || setweight(to_tsvector('simple', left(c.org || ' ' || c.number || ' ' || c.run, 1000)), 'B')
      || setweight(to_tsvector('simple', left(coalesce(c.short_description, ''), 10000)), 'C')
      || setweight(to_tsvector('simple', left(coalesce(c.overview, ''), 80000)), 'D')
$$`,
];

/** Apart from the tables that they tell of: rows that are read with every block stay as small as they are. */
const TEXTS = [
  `CREATE TABLE definition_texts (
    definition text CONSTRAINT pk_definition_texts PRIMARY KEY,
    words tsvector NOT NULL
  )`,
  `CREATE INDEX ix_definition_texts_words ON definition_texts USING gin (words)`,
  `CREATE TABLE course_texts (
    course_id bigint CONSTRAINT pk_course_texts PRIMARY KEY
      CONSTRAINT fk_course_texts_course REFERENCES courses (id) ON DELETE CASCADE,
    words tsvector NOT NULL
  )`,
  `CREATE INDEX ix_course_texts_words ON course_texts USING gin (words)`,
  // One statement for however many definitions an import makes. They never change (ADR 0005), so nothing else has to be told.
  `CREATE FUNCTION write_definition_texts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO definition_texts (definition, words)
  SELECT guid, to_tsvector('simple', text) FROM added CROSS JOIN LATERAL definition_text(type, content) text
   WHERE text <> '';
  RETURN NULL;
END $$`,
  `CREATE TRIGGER tg_definitions_text AFTER INSERT ON definitions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION write_definition_texts()`,
  // Instead of a foreign key, which would look each row up at every import.
  `CREATE FUNCTION delete_definition_texts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM definition_texts t USING gone WHERE t.definition = gone.guid;
  RETURN NULL;
END $$`,
  `CREATE TRIGGER tg_definitions_text_gone AFTER DELETE ON definitions
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION delete_definition_texts()`,
  `CREATE FUNCTION write_course_texts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO course_texts (course_id, words) VALUES (NEW.id, course_vector(NEW))
  ON CONFLICT (course_id) DO UPDATE SET words = excluded.words;
  RETURN NULL;
END $$`,
  `CREATE TRIGGER tg_courses_text AFTER INSERT OR UPDATE OF org, number, run, display_name, short_description, overview ON courses
  FOR EACH ROW EXECUTE FUNCTION write_course_texts()`,
];

const WHAT_IS_THERE = [
  `INSERT INTO definition_texts (definition, words)
   SELECT guid, to_tsvector('simple', text) FROM definitions CROSS JOIN LATERAL definition_text(type, content) text WHERE text <> ''`,
  `INSERT INTO course_texts (course_id, words) SELECT c.id, course_vector(c) FROM courses c`,
];

const BLOCKS = [
  `CREATE INDEX ix_blocks_name ON blocks USING gin (to_tsvector('simple', left(display_name, 1000)))`,
  // Few rows: from these the search finds out what learners do not see.
  `CREATE INDEX ix_blocks_hidden ON blocks (course_id, line)
    WHERE settings ->> 'visible_to_staff_only' = 'true' OR settings ->> 'course_staff_only' = 'true'`,
];

const TASKS = `CREATE INDEX ix_tasks_created ON tasks (created, id)`;
