import { Page } from '../pagination/page.js';
import { pageBody } from './page-body.js';

const ORIGIN = 'https://courseware.example.org';
const linksAt = (target: string) => pageBody(new Page([], 0, 0, 10), [], new URL(ORIGIN + target)).links;

describe('the links of a page (SPEC R-2)', () => {
  it.each([
    [
      '/api/course/v1/courses/course-v1:A+B+C/versions/?page=0',
      '/api/course/v1/courses/course-v1:A+B+C/',
      'course-v1:A+B+C',
    ],
    [
      '/api/course/v1/courses/course-v1%3AA+B+C/branches/',
      '/api/course/v1/courses/course-v1%3AA+B+C/',
      'course-v1:A+B+C',
    ],
    ['/api/event/v1/webhooks/7f/deliveries/3/attempts/', '/api/event/v1/webhooks/7f/deliveries/3/', '3'],
  ])('lead up from a collection that belongs to something: %s', (target, href, title) => {
    expect(linksAt(target).up).toEqual({ href: ORIGIN + href, title });
  });

  it.each(['/api/course/v1/courses/', '/api/user/v1/preferences/andya/', '/assets/mitx.6.002x.t1_2014/'])(
    'lead nowhere up from one that stands by itself: %s',
    (target) => {
      expect(linksAt(target)).not.toHaveProperty('up');
    },
  );
});
