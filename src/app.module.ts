import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AuditInterceptor } from './common/audit/audit.interceptor.js';
import { AuditLogModule } from './common/audit/audit-log.module.js';
import { AccessGuard } from './common/auth/access.guard.js';
import { AuthenticationGuard } from './common/auth/authentication.guard.js';
import { AuthModule } from './common/auth/auth.module.js';
import { CsrfGuard } from './common/auth/csrf.guard.js';
import { EmbeddedProviderGuard } from './common/auth/embedded-provider.js';
import { UnlockKeyGuard } from './common/auth/unlock-key.guard.js';
import type { AppConfig } from './common/config/app-config.js';
import { ConfigModule } from './common/config/config.module.js';
import { DatabaseModule } from './common/database/database.module.js';
import { ProblemFilter } from './common/errors/problem.filter.js';
import { HtmlInterceptor } from './common/html/html.interceptor.js';
import { HtmlModule } from './common/html/html.module.js';
import { NegotiationGuard } from './common/http/negotiation.guard.js';
import { HypermediaInterceptor } from './common/hypermedia/hypermedia.interceptor.js';
import { HypermediaModule } from './common/hypermedia/hypermedia.module.js';
import { IdempotencyModule } from './common/idempotency/idempotency.module.js';
import { MailModule } from './common/mail/mail.module.js';
import { InputInterceptor } from './common/validation/input.interceptor.js';
import { RateLimitGuard } from './common/rate-limit/rate-limit.guard.js';
import { RateLimitModule } from './common/rate-limit/rate-limit.module.js';
import { OpenapiModule } from './common/openapi/openapi.module.js';
import { StrictValidationPipe } from './common/validation/validation.pipe.js';
import { AccessModule } from './modules/access/index.js';
import { AccountsModule } from './modules/accounts/index.js';
import { AssetsModule } from './modules/assets/index.js';
import { AuditModule } from './modules/audit/index.js';
import { ChecklistsModule } from './modules/checklists/index.js';
import { ContentModule } from './modules/content/index.js';
import { CourseApiModule } from './modules/course-api/index.js';
import { CoursesModule } from './modules/courses/index.js';
import { CourseSettingsModule } from './modules/course-settings/index.js';
import { CourseTeamModule } from './modules/course-team/index.js';
import { EnrollmentsModule } from './modules/enrollments/index.js';
import { EntryModule } from './modules/entry/index.js';
import { EventsModule } from './modules/events/index.js';
import { HealthModule } from './modules/health/index.js';
import { HistoryModule } from './modules/history/index.js';
import { Oauth2Module } from './modules/oauth2/index.js';
import { OlxModule } from './modules/olx/index.js';
import { OrganizationsModule } from './modules/organizations/index.js';
import { RerunsModule } from './modules/reruns/index.js';
import { PublishingModule } from './modules/publishing/index.js';
import { SearchModule } from './modules/search/index.js';
import { SignInModule } from './modules/sign-in/index.js';
import { TasksModule } from './modules/tasks/index.js';
import { XblocksModule } from './modules/xblocks/index.js';

/** The service: what every request passes through, and the modules, lowest first (ADR 0002). */
@Module({
  imports: [
    DiscoveryModule,
    AuthModule,
    DatabaseModule,
    HypermediaModule,
    HtmlModule,
    AuditLogModule,
    IdempotencyModule,
    RateLimitModule,
    MailModule,
    OpenapiModule,
    AccountsModule,
    Oauth2Module,
    SignInModule,
    TasksModule,
    OrganizationsModule,
    ContentModule,
    CourseTeamModule,
    AccessModule,
    EnrollmentsModule,
    AssetsModule,
    CoursesModule,
    ChecklistsModule,
    CourseSettingsModule,
    RerunsModule,
    XblocksModule,
    HistoryModule,
    PublishingModule,
    SearchModule,
    CourseApiModule,
    OlxModule,
    AuditModule,
    EventsModule,
    EntryModule,
    HealthModule,
  ],
  providers: [
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    // Before anything is refused: refusals count as well.
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: EmbeddedProviderGuard },
    { provide: APP_GUARD, useClass: CsrfGuard },
    { provide: APP_GUARD, useClass: UnlockKeyGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: NegotiationGuard },
    { provide: APP_PIPE, useClass: StrictValidationPipe },
    // Outermost: a page shows what the others have made.
    { provide: APP_INTERCEPTOR, useClass: HtmlInterceptor },
    { provide: APP_INTERCEPTOR, useClass: HypermediaInterceptor },
    { provide: APP_INTERCEPTOR, useClass: InputInterceptor },
    // Innermost: what was refused before the route was called has changed nothing.
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class AppModule {
  static with(config: AppConfig): DynamicModule {
    return { module: AppModule, imports: [ConfigModule.with(config)] };
  }
}
