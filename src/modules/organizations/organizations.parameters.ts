import { ApiBody, ApiParam } from '@nestjs/swagger';

export const Organization = ApiParam({
  name: 'org',
  description: 'Code of the organization, in any case: `UTx`, `UTx.chem`.',
  example: 'Courseware',
});

export const Member = ApiParam({
  name: 'username',
  description: 'Username, in any case; `me` for yourself.',
  example: 'demo-instructor',
});

/** A PUT whose address says everything. */
export const NoBody = ApiBody({
  required: false,
  description: 'Nothing, or an empty object.',
  schema: { type: 'object', additionalProperties: false, properties: {} },
});
