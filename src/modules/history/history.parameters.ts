import { ApiParam } from '@nestjs/swagger';

export const Course = ApiParam({
  name: 'course_key',
  description:
    'Key of the course run. A branch in it is the one that is written to where nothing else names one; to reads it does no harm.',
  example: 'course-v1:Courseware+Tides101+2026',
});

export const Block = ApiParam({
  name: 'usage_key',
  description:
    'Key of the block, also of one that is deleted. A branch in it is the one that is written to where nothing else names one; to reads it does no harm.',
  example: 'block-v1:Courseware+Tides101+2026+type@html+block@welcome',
});

export const Version = ApiParam({
  name: 'guid',
  description: 'The version: 24 hexadecimal digits.',
  example: '6745f5a0c2b1d3e4f5a6b7c8',
});

export const Branch = ApiParam({ name: 'branch', description: 'Name of the branch.', example: 'draft' });
