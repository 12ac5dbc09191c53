import { courseInformation } from './course-information.js';
import type { JsonObject } from './json.js';

const information = (
  settings: JsonObject,
  displayName: string | null = 'A course',
  about: Record<string, string> = {},
) => courseInformation({ root: { displayName, settings }, detachedData: (block) => about[block] ?? null });

describe('course information (as edX takes it from the course block)', () => {
  it('has nulls and the defaults of edX where the course says nothing', () => {
    expect(information({}, null)).toMatchObject({
      displayName: 'Untitled course',
      start: null,
      shortDescription: null,
      selfPaced: false,
      catalogVisibility: 'both',
      mobileAvailable: false,
      courseImage: 'images_course_image.jpg',
    });
  });

  it('takes dates that are dates, and no others', () => {
    expect(information({ start: '2026-01-12T09:00:00Z' }).start).toEqual(new Date('2026-01-12T09:00:00Z'));
    for (const start of ['soon', '', 7, null, { $date: 1 }])
      expect(information({ start: start as never }).start).toBeNull();
  });

  it('takes texts from the about pages and flags only as real booleans', () => {
    expect(
      information({ self_paced: 'true', invitation_only: true }, 'X', {
        'about@overview': '<p>o</p>',
        'about@short_description': 's',
        'about@effort': '2 h',
      }),
    ).toMatchObject({
      overview: '<p>o</p>',
      shortDescription: 's',
      effort: '2 h',
      selfPaced: false,
      invitationOnly: true,
    });
  });

  it('knows only the three visibilities', () => {
    expect(information({ catalog_visibility: 'none' }).catalogVisibility).toBe('none');
    expect(information({ catalog_visibility: 'everywhere' }).catalogVisibility).toBe('both');
  });
});
