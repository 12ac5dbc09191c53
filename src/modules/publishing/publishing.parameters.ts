import { ApiParam } from '@nestjs/swagger';

export const Course = ApiParam({
  name: 'course_key',
  description: 'Key of the course run; a branch or version in it does no harm.',
  example: 'course-v1:Courseware+Tides101+2026',
});

export const CourseToPublish = ApiParam({
  name: 'course_key',
  description:
    'Key of the course run; may carry `+branch@draft`, and beside it `+version@` and the version of the draft’s head that you have seen: if it is another one by now, 412.',
  example: 'course-v1:Courseware+Tides101+2026',
});

export const PublicationIdentifier = ApiParam({
  name: 'publication_id',
  description:
    'The version that was published, 24 hexadecimal digits; or the usage key of a block that is published, which means the publication in which its published state came to be.',
  example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome',
});

export const Block = ApiParam({
  name: 'usage_key',
  description: 'Key of a block of this course; a branch or version in it does no harm.',
  example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome',
});
