import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access, Caller } from '../../../common/auth/access.js';
import { Principal } from '../../../common/auth/principal.js';
import { IfMatch, Preconditions } from '../../../common/http/preconditions.js';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { Unlinked } from '../../../common/hypermedia/links.js';
import { ReturnsPage, ReturnsResource } from '../../../common/hypermedia/returns.js';
import { ShapeQuery } from '../../../common/hypermedia/shape.query.js';
import { Creates, Removes } from '../../../common/hypermedia/writes.js';
import { DoesOnce, Once } from '../../../common/idempotency/once.js';
import type { SealedAnswer } from '../../../common/idempotency/sealed-answer.js';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import type { Page } from '../../../common/pagination/page.js';
import { CreateInvitationDto, ListInvitationsQuery } from './dto/invitation.dto.js';
import { InvitationResponse } from './dto/invitation.response.js';
import { InvitationUuidPipe } from './invitation-uuid.pipe.js';
import { InviteeNotNamedError } from './invitations.errors.js';
import { invitationLinks } from './invitations.links.js';
import { Invitations } from './invitations.service.js';
import type { Invitee, StoredInvitation } from './stored-invitation.js';

const Uuid = ApiParam({
  name: 'invitation_uuid',
  description: 'UUID of the invitation.',
  example: '0199a7c4-6f0e-7c1b-9d55-2f6f1c1f9b1e',
});

/** Who is let into a course that is not open to everybody (SPEC E-2). */
@ApiTags('Enrollments')
@ApiExtension('x-support-level', 'provisional')
@Controller('api/enrollment/v1/invitations')
export class InvitationsController {
  constructor(
    private readonly invitations: Invitations,
    private readonly urls: ApiUrls,
  ) {}

  @Get()
  @Access('enrollments.view_invitations')
  @ReturnsPage(InvitationResponse, invitationLinks)
  @ApiOperation({
    operationId: 'invitations_list',
    summary: 'List invitations',
    description:
      'Your own, and those to the courses of which you are instructor or staff; global staff see all. The newest come first.',
  })
  async list(
    @Query() query: ListInvitationsQuery,
    @Caller() principal: Principal,
  ): Promise<Page<Unlinked<InvitationResponse>>> {
    return (await this.invitations.page(principal, query)).map((one) => InvitationResponse.from(one, this.urls));
  }

  @Post()
  @Access('enrollments.invite')
  @Creates(InvitationResponse, invitationLinks)
  @ApiOperation({
    operationId: 'invitations_create',
    summary: 'Invite somebody to a course',
    description:
      'By username, or by e-mail address, whether or not it has an account: the answer is the same. It lets the person enroll although the course is by invitation only or enrollment is closed, and is used up by that. By e-mail it lets in whoever has shown that the address is theirs. No mail is sent. For instructors and staff of the course.',
  })
  async create(
    @Body() body: CreateInvitationDto,
    @Caller() principal: Principal,
    @DoesOnce() once: Once,
  ): Promise<SealedAnswer> {
    return this.invitations.create(
      principal,
      CourseKey.parse(body.course_key).withoutBranchAndVersion().toString(),
      inviteeOf(body),
      { mode: body.mode ?? null, autoEnroll: body.auto_enroll ?? false, reason: body.reason ?? null },
      once.answering((invitation: StoredInvitation) => InvitationResponse.from(invitation, this.urls)),
    );
  }

  @Get(':invitation_uuid')
  @Access('enrollments.view_invitations')
  @ReturnsResource(InvitationResponse, invitationLinks)
  @Uuid
  @ApiOperation({
    operationId: 'invitations_retrieve',
    summary: 'Read an invitation',
    description:
      'For the person, for instructors and staff of the course, and global staff; for others it does not exist. Once the person is enrolled it is gone.',
  })
  async retrieve(
    @Param('invitation_uuid', InvitationUuidPipe) uuid: string,
    @Query() _shape: ShapeQuery,
    @Caller() principal: Principal,
  ): Promise<Unlinked<InvitationResponse>> {
    return InvitationResponse.from(await this.invitations.get(principal, uuid), this.urls);
  }

  @Delete(':invitation_uuid')
  @Access('enrollments.decline_invitation')
  @Removes('The invitation is gone.')
  @Uuid
  @ApiOperation({
    operationId: 'invitations_delete',
    summary: 'Decline an invitation, or take it back',
    description: 'For whoever may read it. Who is enrolled already stays enrolled.',
  })
  async remove(
    @Param('invitation_uuid', InvitationUuidPipe) uuid: string,
    @Caller() principal: Principal,
    @IfMatch() preconditions: Preconditions,
  ): Promise<void> {
    await this.invitations.remove(principal, uuid, preconditions);
  }
}

/** @throws InviteeNotNamedError */
function inviteeOf({ email, username }: CreateInvitationDto): Invitee {
  if (email !== undefined && username === undefined) return { email };
  if (username !== undefined && email === undefined) return { username };
  throw new InviteeNotNamedError();
}
