import { EdxEnrollmentAddressPipe } from './edx-enrollment-address.js';

describe('the address of an enrollment in Open edX’s paths', () => {
  const pipe = new EdxEnrollmentAddressPipe();

  it.each([
    '',
    'ada',
    'ada,',
    ',course-v1:A+B+C',
    'ada,nonsense',
    '..,course-v1:A+B+C',
    'ada,A/B/C',
    'me,course-v1:A+B+C',
  ])('is not %j', (text) => {
    expect(() => pipe.transform(text)).toThrow(/There is no enrollment/);
  });

  it('is a course, or a person and a course; a branch does no harm', () => {
    expect(pipe.transform('course-v1:A+B+C')).toEqual({ username: null, courseKey: 'course-v1:A+B+C' });
    expect(pipe.transform('ada,course-v1:A+B+C+branch@draft')).toEqual({
      username: 'ada',
      courseKey: 'course-v1:A+B+C',
    });
  });
});
