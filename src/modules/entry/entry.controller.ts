import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../common/auth/access.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import type { LinkBuilder, Unlinked } from '../../common/hypermedia/links.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { API_VERSION } from '../../common/openapi/api-version.js';
import { EntryResponse } from './entry.response.js';

const entryLinks: LinkBuilder<EntryResponse> = {
  url: (_, { urls }) => urls.entry(),
  links: (_, { urls, principal }) => ({
    self: { href: urls.entry() },
    courses: { href: urls.courses(), title: 'Course runs' },
    ...(principal.isAnonymous
      ? { token: { href: urls.token(), method: 'POST', title: 'Get an access token' } }
      : {
          account: { href: urls.account('me'), title: 'Your account' },
          tasks: { href: urls.tasks(), title: 'Your tasks' },
        }),
    'service-desc': { href: urls.openapi(), title: 'OpenAPI document' },
    'service-doc': { href: urls.docs(), title: 'Documentation to try out' },
    status: { href: urls.at('/health/'), title: 'Health' },
  }),
};

/** Where every walk through the API begins. */
@ApiTags('Entry')
@ApiExtension('x-support-level', 'provisional')
@Controller('api')
export class EntryController {
  constructor(private readonly urls: ApiUrls) {}

  @Get()
  @Access('anyone')
  @ReturnsResource(EntryResponse, entryLinks)
  @ApiOperation({
    operationId: 'entry_retrieve',
    summary: 'Find every API',
    description: 'The APIs of this service. Begin here and follow the links.',
  })
  retrieve(@Query() _query: ShapeQuery): Unlinked<EntryResponse> {
    const api = (
      name: string,
      tag: string,
      description: string,
      url: string | null,
      template: string | null = null,
    ) => ({
      name,
      version: 'v1',
      support_level: 'provisional',
      url,
      url_template: template,
      documentation: `${this.urls.docs()}#/${encodeURIComponent(tag)}`,
      description,
    });
    const at = (path: string) => this.urls.at('/').replace(/\/$/, path);
    return {
      name: 'Courseware',
      api_version: API_VERSION,
      apis: [
        api('course', 'Courses', 'Course runs: information, outline, imports.', this.urls.courses()),
        api(
          'xblock',
          'XBlocks',
          'Blocks of course content, and their definitions.',
          null,
          at('/api/xblock/v1/xblocks/{usage_key}/'),
        ),
        api('asset', 'Assets', 'Files of one course.', null, at('/api/asset/v1/assets/{?course}')),
        api('user', 'Accounts', 'Accounts.', null, at('/api/user/v1/accounts/{username}/')),
        api('task', 'Tasks', 'Long jobs and how far they are.', this.urls.tasks()),
        api(
          'courses',
          'Open EdX clients',
          'The Blocks API and the course list as clients of Open edX call them.',
          at('/api/courses/v1/courses/'),
        ),
      ],
    };
  }
}
