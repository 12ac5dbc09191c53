import type { FastifyRequest } from 'fastify';
import { AssetKey, CourseKey, UsageKey } from '../opaque-keys/index.js';

/** Path parameters that name a course, or something in one. */
export const COURSE_PARAMETERS = ['course_key', 'usage_key', 'asset_key'] as const;

/**
 * The course that a request is about: by the key in its path, else by the query filter `course`. Null when it names none,
 * or by a key that is none, which is a 404 or a 400 later on.
 */
export function courseKeyOf(request: FastifyRequest, { orFilter = true } = {}): CourseKey | null {
  const { course_key, usage_key, asset_key } = request.params as Partial<
    Record<(typeof COURSE_PARAMETERS)[number], string>
  >;
  if (course_key !== undefined) return run(CourseKey.tryParse(course_key, { allowDeprecated: false }));
  if (usage_key !== undefined) return run(UsageKey.tryParse(usage_key, { allowDeprecated: false })?.courseKey);
  if (asset_key !== undefined) return run(AssetKey.tryParse(asset_key, { allowDeprecated: false })?.courseKey);
  if (!orFilter) return null;
  const { course, course_key: alias, course_id: old } = request.query as Record<string, unknown>;
  const [named, ...others] = [course, alias, old].filter((one) => one !== undefined);
  // Of two names the route may look at the other.
  return typeof named === 'string' && others.length === 0 ? run(CourseKey.tryParse(named)) : null;
}

/** A key of a version alone names no course. */
function run(key: CourseKey | null | undefined): CourseKey | null {
  return key && key.org !== null ? key : null;
}
