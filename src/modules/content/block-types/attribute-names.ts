/** XML 1.0, fifth edition, section 2.3; without the colon, which parts a prefix from a name (Namespaces in XML 1.0, section 3). */
const NAME_START =
  '[A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}-\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}]';
const NAME = `${NAME_START}(?:${NAME_START}|[-.0-9\\u{B7}]|[\\u{300}-\\u{36F}]|[\\u{203F}-\\u{2040}])*`;
const ATTRIBUTE_NAME = new RegExp(`^(?:xml:)?${NAME}$`, 'u');

/** Whether a name can be that of an attribute, wherever it stands: a prefix would have to be declared, but for `xml`. */
export function isAttributeName(name: string): boolean {
  return ATTRIBUTE_NAME.test(name) && name !== 'xmlns';
}

/** Never fields: identity and layout (OLX rule 18). */
export const IDENTITY_ATTRIBUTES: ReadonlySet<string> = new Set([
  'url_name',
  'slug',
  'org',
  'course',
  'library',
  'filename',
  'xblock-family',
]);

/** What edX drops on reading (OLX rule 18). */
export const DROPPED_ATTRIBUTES: ReadonlySet<string> = new Set([
  'data_dir',
  'tabs',
  'grading_policy',
  'discussion_blackouts',
  'xml_attributes',
  'x-is-pointer-node',
]);

/** What wires a draft to its place; it says nothing of the block (OLX rule 42). */
export const DRAFT_ATTRIBUTES: ReadonlySet<string> = new Set([
  'parent_url',
  'parent_sequential_url',
  'index_in_children_list',
]);

/** What edX never writes as an attribute of a course (OLX rule 18). */
export const POLICY_ONLY: ReadonlySet<string> = new Set([
  'tabs',
  'grading_policy',
  'discussion_blackouts',
  'discussion_topics',
]);

/** Its value has to be a name that no other element has (xml:id 1.0, section 4): not well-formed otherwise, for libxml2. */
const XML_ID = 'xml:id';

const RESERVED = [IDENTITY_ATTRIBUTES, DROPPED_ATTRIBUTES, DRAFT_ATTRIBUTES, POLICY_ONLY];

/**
 * Why a field that nobody declares cannot have this name; null when it can. Such fields are attributes in OLX, so what no attribute
 * can be called, and what readers and writers of OLX take for something else, would be lost by an export (SPEC C-10).
 */
export function fieldNameFault(name: string): string | null {
  if (RESERVED.some((names) => names.has(name)))
    return `In OLX, ${name} says what or where a block is, or is left out: it would be lost. Choose another name.`;
  if (name === XML_ID)
    return 'In XML, the value of xml:id has to be a name that nothing else has. Choose another name.';
  if (isAttributeName(name)) return null;
  return 'In OLX a field of this type is an attribute, and none can be called so: begin with a letter or _, go on with letters, digits, _, - and dots, and use no prefix but xml:.';
}
