import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import type { Page } from '../../../common/pagination/page.js';
import { type EnrollmentAddress, EnrollmentAddressPipe } from '../enrollment-address.js';
import { EnrollmentChangeResponse } from './dto/enrollment-change.response.js';
import { ListHistoryQuery } from './dto/list-history.query.js';
import { enrollmentChangeLinks } from './enrollment-history.links.js';
import { EnrollmentHistory } from './enrollment-history.service.js';

const Address = ApiParam({
  name: 'enrollment_id',
  description: '`{username},{course_key}`, where `me` is you, or the UUID: the same resource.',
  example: 'me,course-v1:Courseware+Tides101+2026',
});

/** What became of an enrollment (SPEC E-2). */
@ApiTags('Enrollments')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/enrollment/v1/enrollments')
export class EnrollmentHistoryController {
  constructor(
    private readonly history: EnrollmentHistory,
    private readonly urls: ApiUrls,
  ) {}

  @Get(':enrollment_id/history')
  @Access('enrollments.view_enrollment')
  @ReturnsPage(EnrollmentChangeResponse, enrollmentChangeLinks)
  @Address
  @ApiOperation({
    operationId: 'enrollment_history_list',
    summary: 'List the changes of an enrollment',
    description: 'Who changed what, when and why, the latest first. For whoever may read the enrollment.',
  })
  async list(
    @Param('enrollment_id', EnrollmentAddressPipe) address: EnrollmentAddress,
    @Query() query: ListHistoryQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<EnrollmentChangeResponse>>> {
    return (await this.history.page(principal, address, query)).map(({ change, enrollment }) =>
      EnrollmentChangeResponse.of(change, enrollment, this.urls),
    );
  }

  @Get(':enrollment_id/history/:revision')
  @Access('enrollments.view_enrollment')
  @ReturnsResource(EnrollmentChangeResponse, enrollmentChangeLinks)
  @Address
  @ApiParam({ name: 'revision', description: 'Number of the change.', example: '1' })
  @ApiOperation({
    operationId: 'enrollment_history_retrieve',
    summary: 'Read a change of an enrollment',
    description: 'It never changes.',
  })
  async retrieve(
    @Param('enrollment_id', EnrollmentAddressPipe) address: EnrollmentAddress,
    @Param('revision') revision: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<EnrollmentChangeResponse>> {
    const { change, enrollment } = await this.history.get(principal, address, revision);
    return EnrollmentChangeResponse.of(change, enrollment, this.urls);
  }
}
