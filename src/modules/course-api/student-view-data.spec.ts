import { AppConfig } from '../../common/config/app-config.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import type { JsonObject } from '../content/index.js';
import { buildSnapshot } from './build-snapshot.js';
import { studentViewData } from './student-view-data.js';

const courseKey = CourseKey.parse('course-v1:A+B+C');
const urls = new ApiUrls(AppConfig.from({ PUBLIC_URL: 'https://courses.example' }));

function dataOf(type: string, settings: JsonObject, html = '') {
  const rows = [{ block: `${type}@x`, parent: null, children: [], display_name: null, settings }];
  const block = buildSnapshot(`${type}@x`, rows).blocks.get(`${type}@x`)!;
  return studentViewData(block, { courseKey, urls, htmlOf: () => html });
}

describe('studentViewData', () => {
  it('has nothing for a problem, whose answers are in its text', () => {
    expect(dataOf('problem', {})).toBeUndefined();
  });

  it('tells no files of a video that is for the web only', () => {
    expect(dataOf('video', { only_on_web: true, html5_sources: ['https://v.example/a.mp4'] })).toEqual({
      only_on_web: true,
    });
  });

  it('survives settings of another shape than the field has', () => {
    expect(dataOf('video', { html5_sources: 'x', transcripts: ['y'], youtube_id_1_0: '' })).toEqual({
      only_on_web: false,
      duration: null,
      transcripts: {},
      encoded_videos: {},
      all_sources: [],
    });
  });

  it('gives a video’s files and transcripts as whole addresses', () => {
    const settings = {
      html5_sources: ['/static/day of tide.webm', 'https://v.example/a.mp4'],
      youtube_id_1_0: 'abc&d',
      transcripts: { en: 'tide-en.srt', fr: '' },
    };
    const source = 'https://courses.example/asset-v1:A+B+C+type@asset+block@day_of_tide.webm';
    expect(dataOf('video', settings)).toEqual({
      only_on_web: false,
      duration: null,
      transcripts: { en: 'https://courses.example/asset-v1:A+B+C+type@asset+block@tide-en.srt' },
      encoded_videos: {
        fallback: { url: source, file_size: 0 },
        youtube: { url: 'https://www.youtube.com/watch?v=abc%26d', file_size: 0 },
      },
      all_sources: [source, 'https://v.example/a.mp4'],
    });
  });

  it('gives a discussion’s topic and an html block’s body, with the course’s key put in', () => {
    expect(dataOf('discussion', { discussion_id: 'week-1' })).toEqual({ topic_id: 'week-1' });
    expect(dataOf('html', {}, '<p>%%COURSE_ID%% $& %%USER_ID%%</p>')).toEqual({
      enabled: true,
      html: '<p>course-v1:A+B+C $& %%USER_ID%%</p>',
    });
  });
});
