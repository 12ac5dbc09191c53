import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemResponse } from '../../common/errors/problem.response.js';
import { CourseBlockResponse, CourseBlocksResponse } from './dto/course-block.response.js';

/** 403 is possible although anyone may call: a course may be public, and its neighbour not. */
export const AnswersForbidden = (description: string): MethodDecorator => {
  const content = { schema: { $ref: getSchemaPath(ProblemResponse) } };
  return ApiResponse({
    status: 403,
    description,
    content: { 'application/json': content, 'application/problem+json': content },
  });
};

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
    AnswersForbidden('Not enrolled, or somebody else’s view or all blocks without the role for it.'),
  );
