import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseBlockResponse, CourseBlocksResponse } from './dto/course-block.response.js';

/** Documents an answer of the Blocks API: a dictionary, or with `return_type=list` a bare list. */
export const ReturnsBlocks = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(CourseBlocksResponse, CourseBlockResponse),
    ApiExtension('x-support-level', 'stable'),
    ApiResponse({
      status: 200,
      description: 'The blocks.',
      headers: { ETag: { description: 'Strong; send it back in If-None-Match.', schema: { type: 'string' } } },
      schema: {
        oneOf: [
          { $ref: getSchemaPath(CourseBlocksResponse) },
          { type: 'array', items: { $ref: getSchemaPath(CourseBlockResponse) } },
        ],
      },
    }),
    ApiResponse({ status: 304, description: 'The client has this answer already.' }),
    // Although anyone may call: a course may be public and its neighbour not, and others' views need a role.
    AlsoAnswers('permission_denied'),
  );
