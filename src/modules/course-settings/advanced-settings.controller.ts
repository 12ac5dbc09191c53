import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../common/auth/access.js';
import { Principal } from '../../common/auth/principal.js';
import { CourseKeyPipe } from '../../common/http/key.pipes.js';
import { IfMatch, Preconditions } from '../../common/http/preconditions.js';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { Versioned } from '../../common/hypermedia/outcome.js';
import { ReturnsResource } from '../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../common/hypermedia/shape.query.js';
import { Patches } from '../../common/hypermedia/writes.js';
import { AlsoAnswers } from '../../common/openapi/also-answers.js';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { CourseEdits } from '../courses/index.js';
import { setting } from './advanced-settings.js';
import { CourseRoots } from './course-roots.service.js';
import { advancedSettingsLinks } from './course-settings.links.js';
import { AdvancedSettingsResponse, SettingDescription } from './dto/advanced-settings.response.js';
import { UpdateAdvancedSettingsDto } from './dto/update-advanced-settings.dto.js';

const KEY = {
  name: 'course_key',
  description: 'Key of the course run. Without a branch what is published is read, and both branches are written to.',
  example: 'course-v1:Courseware+Tides101+2026',
};

/** All settings of a course by name. */
@ApiTags('Courses')
@ApiExtension('x-support-level', 'provisional')
@ApiExtraModels(SettingDescription)
@Controller('api/course/v1/courses')
export class AdvancedSettingsController {
  constructor(
    private readonly roots: CourseRoots,
    private readonly edits: CourseEdits,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':course_key/advanced_settings')
  @Access('courses.view_advanced_settings')
  @ReturnsResource(AdvancedSettingsResponse, advancedSettingsLinks)
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'advanced_settings_retrieve',
    summary: "Read a course's settings",
    description:
      'Every field of the course block with the value that holds, and what it is. For instructors and staff: some settings are credentials.',
  })
  async retrieve(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Versioned<AdvancedSettingsResponse>> {
    const resolved = await this.roots.resolve(key, principal);
    const { version, access } = resolved;
    return new Versioned(version.guid, [access.signature], async () =>
      AdvancedSettingsResponse.from(await this.roots.read(resolved), this.urls),
    );
  }

  @Patch(':course_key/advanced_settings')
  @Access('courses.manage_advanced_settings')
  @Patches(AdvancedSettingsResponse, advancedSettingsLinks)
  @AlsoAnswers('conflict')
  @ApiParam(KEY)
  @ApiOperation({
    operationId: 'advanced_settings_update',
    summary: "Change a course's settings",
    description:
      'Changes the settings that are sent; null takes an own value away. All faults are reported at once, and then nothing is changed. Settings are not drafted: they change in the draft and in what is published at once. For instructors and staff.',
  })
  async update(
    @Param('course_key', CourseKeyPipe) key: CourseKey,
    @Body() { settings = {}, message = null }: UpdateAdvancedSettingsDto,
    @Caller() by: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<Versioned<AdvancedSettingsResponse>> {
    const { guid } = await this.edits.change(setting(settings), { key, by, message, preconditions });
    const address = key.forVersion(null);
    return new Versioned(guid, ['edited'], async () =>
      AdvancedSettingsResponse.from(await this.roots.read(await this.roots.resolve(address, by)), this.urls),
    );
  }
}
