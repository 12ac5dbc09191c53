import { AccessPolicyEntity } from './modules/access/access-policy.entity.js';
import { OauthClientEntity } from './modules/oauth2/oauth-client.entity.js';
import { PreferencesEntity } from './modules/accounts/preferences.entity.js';
import { ProfileEntity } from './modules/accounts/profile.entity.js';
import { ProfileImageEntity } from './modules/accounts/profile-image/profile-image.entity.js';
import {
  OauthAuthorizationEntity,
  OauthCodeEntity,
  OauthGrantEntity,
  OauthRefreshTokenEntity,
  OauthRevokedTokenEntity,
} from './modules/oauth2/oauth-grant.entities.js';
import { SigningKeyEntity } from './modules/oauth2/signing-key.entity.js';
import { UserEntity } from './modules/accounts/user.entity.js';
import { AssetEntity } from './modules/assets/asset.entity.js';
import { AuditEntryEntity } from './common/audit/audit-entry.entity.js';
import { IdempotentAnswerEntity } from './common/idempotency/idempotent-answer.entity.js';
import { CourseEntity } from './modules/content/course.entity.js';
import {
  BlockEntity,
  BranchEntity,
  BranchMoveEntity,
  DefinitionEntity,
  LineEntity,
  VersionEntity,
} from './modules/content/store.entities.js';
import { BulkEnrollmentProblemEntity } from './modules/enrollments/bulk/bulk-enrollment-problem.entity.js';
import { EnrollmentEntity } from './modules/enrollments/enrollment.entity.js';
import { CompletedSignInEntity } from './modules/sign-in/external/completed-sign-in.entity.js';
import { ExternalIdentityEntity } from './modules/sign-in/external/external-identity.entity.js';
import { MailedLinkEntity } from './modules/sign-in/mailed-link.entity.js';
import { SessionEntity } from './modules/sign-in/session.entity.js';
import { EventEntity } from './modules/events/event.entity.js';
import { WebhookDeliveryEntity, WebhookEntity, WebhookJobEntity } from './modules/events/webhooks/webhook.entities.js';
import { EnrollmentChangeEntity } from './modules/enrollments/history/enrollment-change.entity.js';
import { EnrollmentInvitationEntity } from './modules/enrollments/invitations/enrollment-invitation.entity.js';
import { CourseModeEntity } from './modules/enrollments/modes/course-mode.entity.js';
import { EnrollmentLimitsEntity } from './modules/enrollments/modes/enrollment-limits.entity.js';
import { ChecklistEntity, ChecklistItemEntity } from './modules/checklists/checklist.entities.js';
import { CourseRoleEntity } from './modules/course-team/course-role.entity.js';
import { OrganizationEntity } from './modules/organizations/organization.entity.js';
import { OrganizationRoleEntity } from './modules/organizations/organization-role.entity.js';
import { RerunEntity } from './modules/reruns/rerun.entity.js';
import { PublicationEntity } from './modules/publishing/publication.entity.js';
import { ScheduledPublicationEntity } from './modules/publishing/scheduled-publication.entity.js';
import { CourseExportEntity } from './modules/olx/course-export.entity.js';
import { TaskEntity } from './modules/tasks/task.entity.js';

/** Every table. Listed by hand, so that the migration command needs no module to be started. */
export const entities = [
  UserEntity,
  PreferencesEntity,
  ProfileEntity,
  ProfileImageEntity,
  SessionEntity,
  MailedLinkEntity,
  OauthClientEntity,
  OauthAuthorizationEntity,
  OauthGrantEntity,
  OauthCodeEntity,
  OauthRefreshTokenEntity,
  OauthRevokedTokenEntity,
  SigningKeyEntity,
  ExternalIdentityEntity,
  CompletedSignInEntity,
  OrganizationEntity,
  OrganizationRoleEntity,
  CourseEntity,
  LineEntity,
  VersionEntity,
  BranchEntity,
  BranchMoveEntity,
  DefinitionEntity,
  BlockEntity,
  PublicationEntity,
  ScheduledPublicationEntity,
  CourseRoleEntity,
  ChecklistEntity,
  ChecklistItemEntity,
  EnrollmentEntity,
  EnrollmentChangeEntity,
  CourseModeEntity,
  EnrollmentLimitsEntity,
  EnrollmentInvitationEntity,
  BulkEnrollmentProblemEntity,
  AccessPolicyEntity,
  AssetEntity,
  RerunEntity,
  CourseExportEntity,
  TaskEntity,
  IdempotentAnswerEntity,
  AuditEntryEntity,
  EventEntity,
  WebhookEntity,
  WebhookDeliveryEntity,
  WebhookJobEntity,
];
