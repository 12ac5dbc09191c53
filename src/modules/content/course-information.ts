import type { BlockRef } from './block-ref.js';
import type { CourseEntity } from './course.entity.js';
import type { JsonObject, JsonValue } from './json.js';

/** The columns of {@link CourseEntity} that follow from a tree. */
export type CourseInformation = Pick<
  CourseEntity,
  | 'displayName'
  | 'start'
  | 'end'
  | 'enrollmentStart'
  | 'enrollmentEnd'
  | 'shortDescription'
  | 'overview'
  | 'effort'
  | 'language'
  | 'selfPaced'
  | 'invitationOnly'
  | 'mobileAvailable'
  | 'catalogVisibility'
  | 'courseImage'
>;

/** The root block and the detached blocks, as far as course information needs them. */
export interface InformationSource {
  readonly root: { readonly displayName: string | null; readonly settings: JsonObject };
  /** `data` of the detached block, or null: `about@overview` and its kin. */
  readonly detachedData: (block: BlockRef) => string | null;
}

/** edX shows a course that has no start as starting in 2030: not started, date unknown. */
const NO_DATE: Date | null = null;
/** Names that edX's own default for the course's picture has had. */
const DEFAULT_IMAGE = 'images_course_image.jpg';

/** The detached blocks that are course information; the root is the other one. */
export const INFORMATION_PAGES = ['about@short_description', 'about@overview', 'about@effort'] as const;

/** Course information as edX's course overview takes it from the course block and its about pages. */
export function courseInformation({ root, detachedData }: InformationSource): CourseInformation {
  const { settings } = root;
  return {
    displayName: root.displayName ?? 'Untitled course',
    start: date(settings.start),
    end: date(settings.end),
    enrollmentStart: date(settings.enrollment_start),
    enrollmentEnd: date(settings.enrollment_end),
    shortDescription: detachedData('about@short_description'),
    overview: detachedData('about@overview'),
    effort: detachedData('about@effort'),
    language: text(settings.language),
    selfPaced: settings.self_paced === true,
    invitationOnly: settings.invitation_only === true,
    mobileAvailable: settings.mobile_available === true,
    catalogVisibility: ['both', 'about', 'none'].includes(String(settings.catalog_visibility))
      ? String(settings.catalog_visibility)
      : 'both',
    courseImage: text(settings.course_image) ?? DEFAULT_IMAGE,
  };
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function date(value: JsonValue | undefined): Date | null {
  const parsed = typeof value === 'string' ? new Date(value) : NO_DATE;
  return parsed && !Number.isNaN(parsed.getTime()) ? parsed : NO_DATE;
}
