/**
 * What a client of one OpenAPI document would trip over in a later one (SPEC R-10): a sentence for each break, nothing
 * when everything that worked still works. One rule for each function. Written here because the public comparers of
 * OpenAPI 3.1 are programs in other languages or download one, and a newcomer to this project has only Node.
 */

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
/** Deep enough for every schema here; schemas may contain themselves. */
const MAX_DEPTH = 12;

/**
 * @param {object} before the document that was released
 * @param {object} after the document that would be
 * @returns {string[]} each break in a sentence
 */
export function breaksBetween(before, after) {
  return operationsOf(before).flatMap(([path, method, old]) => {
    const where = `${method.toUpperCase()} ${path}`;
    const now = samePath(after, path)?.[method];
    if (!now) return [operationIsGone(where, old)];
    const comparison = { before, after, where };
    return [
      ...operationIdChanged(where, old, now),
      ...accessNarrowed(where, old, now),
      ...parametersBroken(comparison, old, now),
      ...requestBroken(comparison, old, now),
      ...answersBroken(comparison, old, now),
    ];
  });
}

/**
 * Whether the version tells of what changed: a change within the major number raises the minor or the patch number, and
 * an addition of an operation the minor one.
 */
export function versionFaults(before, after) {
  const [old, now] = [before, after].map(({ info }) => info.version.split('.').map(Number));
  if (JSON.stringify(withoutVersion(before)) === JSON.stringify(withoutVersion(after))) return [];
  const higher = now[0] > old[0] || (now[0] === old[0] && now[1] > old[1]);
  if (higher || !isAddition(before, after)) return [];
  return [
    `The document has additions, and its version ${after.info.version} does not say so: API_VERSION must be ${old[0]}.${old[1] + 1}.0 or higher.`,
  ];
}

function withoutVersion(document) {
  return { ...document, info: { ...document.info, version: null } };
}

/** What was added is what would be missed the other way round. */
function isAddition(before, after) {
  return breaksBetween(after, before).length > 0;
}

/* Operations */

function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => [path, method, item[method]]),
  );
}

/** The name of a path parameter is nothing that a client sends, so it may change. */
function samePath(document, path) {
  const nameless = (text) => text.replace(/\{\w+\}/g, '{}');
  const found = Object.keys(document.paths).find((other) => nameless(other) === nameless(path));
  return found && document.paths[found];
}

function operationIsGone(where, old) {
  return `${where} (${old.operationId}) is gone.`;
}

/** Generated clients call it by this name. */
function operationIdChanged(where, old, now) {
  return old.operationId === now.operationId
    ? []
    : [`${where} was named ${old.operationId} and is now ${now.operationId}.`];
}

/** Who could call it without credentials can still do so. */
function accessNarrowed(where, old, now) {
  const open = ({ security = [] }) => security.length === 0 || security.some((one) => Object.keys(one).length === 0);
  return open(old) && !open(now) ? [`${where} was open to anyone and now needs credentials.`] : [];
}

/* Parameters */

function parametersBroken(comparison, old, now) {
  const { where, before, after } = comparison;
  const list = (document, { parameters = [] }) => parameters.map((parameter) => resolve(document, parameter));
  const [had, has] = [list(before, old), list(after, now)];
  const like = ({ name, in: place }) => [name.toLowerCase(), place].join();
  const others = (parameters) => parameters.filter((parameter) => parameter.in !== 'path');
  return [
    ...others(had).flatMap((parameter) => {
      const match = has.find((other) => like(other) === like(parameter));
      const named = `The ${parameter.in} parameter ${parameter.name} of ${where}`;
      return match ? parameterNarrowed(comparison, named, parameter, match) : [`${named} is gone.`];
    }),
    ...others(has)
      .filter((parameter) => parameter.required && !had.some((other) => like(other) === like(parameter)))
      .map(({ name, in: place }) => `${where} now demands the ${place} parameter ${name}.`),
  ];
}

function parameterNarrowed(comparison, named, old, now) {
  return [
    ...(now.required && !old.required ? [`${named} was optional and is now required.`] : []),
    ...inputNarrowed(comparison, named, old.schema, now.schema, 0),
    ...defaultChanged(named, old.schema, now.schema),
  ];
}

/** Who leaves a parameter out gets something else than before. */
function defaultChanged(named, old = {}, now = {}) {
  const text = ({ default: value }) => JSON.stringify(value);
  return old.default !== undefined && text(old) !== text(now)
    ? [`${named} was ${text(old)} when left out and is now ${text(now) ?? 'nothing'}.`]
    : [];
}

/* Requests */

function requestBroken(comparison, old, now) {
  const { where, before, after } = comparison;
  const [had, has] = [resolve(before, old.requestBody), resolve(after, now.requestBody)];
  if (!had) return has?.required ? [`${where} now demands a body.`] : [];
  if (!has) return [`${where} takes no body any more.`];
  return [
    ...(has.required && !had.required ? [`The body of ${where} was optional and is now required.`] : []),
    ...Object.entries(had.content ?? {}).flatMap(([type, media]) => {
      const match = has.content?.[type];
      return match
        ? inputNarrowed(comparison, `The body of ${where}`, media.schema, match.schema, 0)
        : [`${where} takes ${type} no more.`];
    }),
  ];
}

/** What was accepted must be accepted still. */
function inputNarrowed(comparison, named, before, after, depth) {
  const old = resolve(comparison.before, before);
  const now = resolve(comparison.after, after);
  if (!old || !now || depth > MAX_DEPTH) return [];
  const { required: must = [], properties = {} } = now;
  return [
    ...typeNarrowed(named, old, now),
    ...limitsNarrowed(named, old, now),
    ...valuesGone(`${named} accepts`, old, now),
    ...must
      .filter((name) => !(old.required ?? []).includes(name))
      .map((name) => `${named} now demands the member ${name}.`),
    ...Object.entries(old.properties ?? {}).flatMap(([name, member]) =>
      name in properties
        ? inputNarrowed(comparison, `${named}, member ${name},`, member, properties[name], depth + 1)
        : now.additionalProperties
          ? []
          : [`${named} has lost the member ${name}.`],
    ),
    ...inputNarrowed(comparison, `${named}, each item,`, old.items, now.items, depth + 1),
  ];
}

function typeNarrowed(named, old, now) {
  const lost = typesOf(old).filter((type) => !accepts(typesOf(now), type));
  return typesOf(now).length > 0 && lost.length > 0 ? [`${named} accepts the type ${lost.join(' and ')} no more.`] : [];
}

/** Every integer is a number. */
function accepts(types, type) {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];

function limitsNarrowed(named, old, now) {
  const tighter = (name, isTighter) =>
    now[name] !== undefined && (old[name] === undefined || isTighter(now[name], old[name]));
  const numbers = [
    ...UPPER.filter((name) => tighter(name, (a, b) => a < b)),
    ...LOWER.filter((name) => tighter(name, (a, b) => a > b)),
  ];
  const texts = ['pattern', 'format'].filter((name) => tighter(name, (a, b) => a !== b));
  return [...numbers, ...texts].map(
    (name) => `${named} had the ${name} ${old[name] ?? 'of nothing'} and now has ${now[name]}.`,
  );
}

function valuesGone(named, old, now) {
  if (!now.enum) return [];
  if (!old.enum) return [`${named} now only ${now.enum.join(', ')}.`];
  const gone = old.enum.filter((value) => !now.enum.includes(value));
  return gone.length > 0 ? [`${named} ${gone.join(', ')} no more.`] : [];
}

/* Answers */

function answersBroken(comparison, old, now) {
  return Object.entries(old.responses).flatMap(([status, response]) => {
    const had = resolve(comparison.before, response);
    const has = resolve(comparison.after, now.responses[status]);
    const named = `The ${status} of ${comparison.where}`;
    if (!has) return /^[23]/.test(status) ? [`${named} is gone.`] : []; // an error that no longer happens harms nobody
    return [...headersGone(comparison, named, had, has), ...bodyBroken(comparison, named, had, has)];
  });
}

function headersGone(_comparison, named, old, now) {
  return Object.keys(old.headers ?? {})
    .filter((name) => !(name in (now.headers ?? {})))
    .map((name) => `${named} has lost the header ${name}.`);
}

function bodyBroken(comparison, named, old, now) {
  return Object.entries(old.content ?? {}).flatMap(([type, media]) => {
    const match = now.content?.[type];
    return match
      ? outputWidened(comparison, named, media.schema, match.schema, 0)
      : [`${named} is not to be had as ${type} any more.`];
  });
}

/** What is sent must be what a client of the old document can read. */
function outputWidened(comparison, named, before, after, depth) {
  const old = resolve(comparison.before, before);
  const now = resolve(comparison.after, after);
  if (!old || !now || depth > MAX_DEPTH) return [];
  const properties = now.properties ?? {};
  const must = now.required ?? [];
  return [
    ...typeWidened(named, old, now),
    ...valuesAdded(named, old, now),
    ...variantsBroken(comparison, named, old, now, depth),
    ...Object.entries(old.properties ?? {}).flatMap(([name, member]) =>
      name in properties
        ? outputWidened(comparison, `${named}, member ${name},`, member, properties[name], depth + 1)
        : [`${named} has lost the member ${name}.`],
    ),
    ...(old.required ?? [])
      .filter((name) => name in properties && !must.includes(name))
      .map((name) => `${named} does not always have the member ${name} any more.`),
    ...outputWidened(comparison, `${named}, each item,`, old.items, now.items, depth + 1),
    ...outputWidened(comparison, `${named}, each value,`, mapOf(old), mapOf(now), depth + 1),
  ];
}

function typeWidened(named, old, now) {
  const types = typesOf(old);
  const added = typesOf(now).filter((type) => !accepts(types, type));
  if (types.length > 0 && typesOf(now).length === 0)
    return [`${named} was ${types.join(' or ')} and can now be anything.`];
  return types.length > 0 && added.length > 0
    ? [`${named} was ${types.join(' or ')} and can now be ${added.join(' or ')}.`]
    : [];
}

/** A client that knows every value does not know what to do with another. */
function valuesAdded(named, old, now) {
  if (!old.enum) return [];
  if (!now.enum) return [`${named} was one of ${old.enum.join(', ')} and can now be anything.`];
  const added = now.enum.filter((value) => !old.enum.includes(value));
  const gone = old.enum.filter((value) => !now.enum.includes(value));
  return [
    ...(added.length > 0 ? [`${named} can now be ${added.join(', ')} as well.`] : []),
    ...(gone.length > 0 ? [`${named} is never ${gone.join(', ')} any more.`] : []),
  ];
}

/** Each form of an answer stays at its place: the whole one first, the minimal one second. */
function variantsBroken(comparison, named, old, now, depth) {
  const list = ({ anyOf, oneOf }) => anyOf ?? oneOf;
  const [had, has] = [list(old), list(now)];
  if (!had) return has ? variantsBroken(comparison, named, { anyOf: [old] }, now, depth) : [];
  // One form is enough for those who knew only this one, as far as it is the first.
  const forms = has ?? [now];
  if (forms.length < had.length) return [`${named} has lost a variant.`];
  return had.flatMap((variant, index) =>
    outputWidened(comparison, `${named}, variant ${index + 1},`, variant, forms[index], depth + 1),
  );
}

/* Schemas */

function typesOf({ type, nullable }) {
  return [...(type === undefined ? [] : [type].flat()), ...(nullable ? ['null'] : [])];
}

function mapOf({ additionalProperties }) {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** The value itself, or what its reference stands for; `allOf` of one member is that member. */
function resolve(document, value) {
  if (!value) return undefined;
  const found = value.$ref
    ? value.$ref
        .slice(2)
        .split('/')
        .reduce((inner, key) => inner?.[key], document)
    : value;
  if (found === undefined) throw new Error(`${value.$ref} names nothing.`);
  if (found.allOf?.length === 1 && !found.properties) return resolve(document, found.allOf[0]);
  return found;
}
