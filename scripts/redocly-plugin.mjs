/**
 * The conventions for URLs and methods as rules of the linter (SPEC section 1; seeds 002 "URL naming", "HTTP verbs").
 * `redocly.yaml` turns them on; test/e2e/contract/openapi-lint.e2e-spec.ts breaks each and sees it fire.
 */

/** First words of a path segment that say what to do in place of what there is. */
const VERBS =
  /^(add|archive|cancel|clone|compare|convert|copy|create|delete|discard|do|duplicate|export|fetch|find|get|import|list|make|move|post|publish|put|read|remove|reorder|restore|retrieve|run|search|send|set|start|stop|submit|unpublish|update|upload|validate|write)(_|$)/;
/** API names as Open edX's own clients call them; everything else is singular (SPEC section 1 "API names", section 9). */
const PLURAL_APIS = new Set(['course_modes', 'courses', 'enrollments']);
const SINGULAR_ENDINGS = /(ss|us|is|news|series|status)$/;
const IRREGULAR = new Set(['children', 'data', 'media', 'people']);
const isPlural = (word) => IRREGULAR.has(word) || (word.endsWith('s') && !SINGULAR_ENDINGS.test(word));
/** Singletons below a member, which are no collections. */
const SINGLETONS = new Set([
  'access_policy',
  'archive',
  'grading_policy',
  'history',
  'olx',
  'problem_report',
  'profile_image',
  'upstream',
]);
const OF_THE_API = /^\/api\//;
/** Collections whose name another key stands for: the preferences of one account (SPEC section 2), the modes of one course (as Open edX has it). */
const NAMED_BY_KEY = new Set([
  '/api/user/v1/preferences/{username}/{preference_key}/',
  '/api/course_modes/v1/courses/{course_key}/{mode_slug}/',
]);
/** Interfaces of Open edX, whose names and methods are its own (SPEC section 9). */
const isOpenEdx = (item) => Object.values(item).some((operation) => operation?.['x-open-edx']);

/** Segments of a path below `/api/<name>/<version>/`. */
function segmentsOf(path) {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .slice(3);
}

/** Paths of operations without a resource, which may be verbs (SPEC R-15). */
const isVerb = (item) => Object.values(item).some((operation) => operation?.['x-verb']);

/** A rule that looks at each path of the API, and reports every fault that `faults` finds in it. */
function ofPaths(faults) {
  return () => ({
    PathItem(item, { key, report, location }) {
      const path = String(key);
      if (!OF_THE_API.test(path) || path === '/api/') return;
      for (const message of faults(path, item)) report({ message, location: location.key() });
    },
  });
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** A rule that looks at each operation. */
function ofOperations(faults) {
  return () => ({
    PathItem(item, { key, report, location, resolve }) {
      for (const method of METHODS.filter((name) => item[name]))
        for (const message of faults(method, item[method], { path: String(key), resolve }))
          report({ message, location: location.child(method).key() });
    },
  });
}

const oas3 = {
  'path-ends-in-slash': ofPaths((path) => (path.endsWith('/') ? [] : [`${path} must end in a slash.`])),
  'path-has-major-version': ofPaths((path) =>
    /^\/api\/[^/]+\/v\d+\//.test(path) ? [] : [`${path} must be /api/<name>/v<major number>/….`],
  ),
  'api-name-singular': ofPaths((path) => {
    const name = path.split('/')[2];
    return isPlural(name) && !PLURAL_APIS.has(name) ? [`The name of the API ${name} must be singular.`] : [];
  }),
  'path-snake-case': ofPaths((path) =>
    path
      .split('/')
      .filter((segment) => segment && !/^(\{[a-z][a-z0-9_]*\}(,\{[a-z][a-z0-9_]*\})*|[a-z][a-z0-9_]*)$/.test(segment))
      .map((segment) => `${segment} in ${path} must be snake_case.`),
  ),
  'collection-plural': ofPaths((path, item) =>
    isVerb(item) || isOpenEdx(item)
      ? []
      : segmentsOf(path)
          .filter((segment) => !segment.startsWith('{') && !isPlural(segment) && !SINGLETONS.has(segment))
          .map((segment) => `The collection ${segment} in ${path} must be plural.`),
  ),
  'path-without-verb': ofPaths((path, item) =>
    isVerb(item)
      ? []
      : segmentsOf(path)
          .filter((segment) => VERBS.test(segment) && !isPlural(segment) && !SINGLETONS.has(segment))
          .map(
            (segment) =>
              `${segment} in ${path} is a verb; name the resource, or mark the operation with @WithoutResource.`,
          ),
  ),
  'one-identifier-per-collection': ofPaths((path) => {
    if (NAMED_BY_KEY.has(path)) return [];
    const segments = segmentsOf(path);
    return segments
      .filter((segment, index) => segment.startsWith('{') && (index === 0 || segments[index - 1].startsWith('{')))
      .map(
        (segment) => `${segment} in ${path} must follow the collection that it is a member of; join keys by a comma.`,
      );
  }),
  'no-database-id': () => ({
    Parameter(parameter, { report, location, resolve }) {
      const { node: schema = {} } = parameter.schema?.$ref ? resolve(parameter.schema) : { node: parameter.schema };
      if (parameter.in === 'path' && (schema?.type === 'integer' || schema?.type === 'number'))
        report({ message: `${parameter.name} must not be a number: databases number, users have keys.`, location });
    },
  }),
  'query-snake-case': () => ({
    Parameter(parameter, { report, location }) {
      if (parameter.in === 'query' && !/^[a-z][a-z0-9_]*$/.test(parameter.name))
        report({ message: `The query parameter ${parameter.name} must be snake_case.`, location });
    },
  }),
  'patch-is-merge-patch': ofOperations((method, operation, { path }) => {
    const types = Object.keys(operation.requestBody?.content ?? {});
    return method === 'patch' && types.join() !== 'application/merge-patch+json'
      ? [`PATCH ${path} must take application/merge-patch+json and nothing else.`]
      : [];
  }),
  'post-creates': ofOperations((method, operation, { path }) => {
    if (method !== 'post' || operation['x-verb'] || operation['x-open-edx'] || !OF_THE_API.test(path)) return [];
    const made = ['201', '202'].flatMap((status) => operation.responses?.[status] ?? []);
    if (made.length === 0) return [`POST ${path} must answer 201 or 202.`];
    return made.some(({ headers }) => !headers?.Location) ? [`POST ${path} must send Location.`] : [];
  }),
  'delete-answers-nothing': ofOperations((method, operation, { path }) =>
    method === 'delete' && OF_THE_API.test(path) && !operation.responses?.['204']
      ? [`DELETE ${path} must answer 204.`]
      : [],
  ),
  'errors-are-problems': ofOperations((method, operation, { path, resolve }) =>
    OF_THE_API.test(path)
      ? Object.entries(operation.responses ?? {})
          .filter(([status]) => /^[45]/.test(status))
          .filter(([, response]) => {
            const { node } = response.$ref ? resolve(response) : { node: response };
            return node?.content?.['application/json']?.schema?.$ref !== '#/components/schemas/ProblemResponse';
          })
          .map(([status]) => `${method.toUpperCase()} ${path} must answer ${status} with ProblemResponse.`)
      : [],
  ),
  'support-level': ofOperations((method, operation, { path }) =>
    OF_THE_API.test(path) && !['stable', 'provisional', 'experimental'].includes(operation['x-support-level'])
      ? [`${method.toUpperCase()} ${path} must say its x-support-level.`]
      : [],
  ),
};

export default function courseware() {
  return { id: 'courseware', rules: { oas3 } };
}

/** Names of the rules, for the test that breaks each. */
export const RULES = Object.keys(oas3);
