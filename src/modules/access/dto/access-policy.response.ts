import { ApiProperty } from '@nestjs/swagger';
import type { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import { EditResponse } from '../../../common/hypermedia/edit.response.js';
import { Expandable, ExpandableWithin, NotExpandable } from '../../../common/hypermedia/expandable.js';
import { ResourceResponse, type Unlinked } from '../../../common/hypermedia/links.js';
import { AccountReference, BlockReference, CourseReference } from '../../../common/hypermedia/references.response.js';
import { Minimal, Shown } from '../../../common/hypermedia/shape.js';
import type { CourseKey } from '../../../common/opaque-keys/index.js';
import { usageKeyOf } from '../../content/index.js';
import type { PolicyReading } from '../access-policies.service.js';
import {
  type AccessPolicy,
  BLOCK_VISIBILITIES,
  CONTENT,
  INFORMATION,
  type StoredVisibility,
  VISIBILITIES,
  type Visibility,
} from '../access-policy.js';
import { defaultOf } from '../policy-change.js';

/** Under a symbol, so that it is never sent. */
const VERSION = Symbol('courseware:policy-version');

/** One policy: who is let in, and when. */
export class PolicyResponse {
  /** Who is let in; `inherit` (blocks only): whoever the parent lets in. */
  @ApiProperty({ enum: BLOCK_VISIBILITIES })
  readonly visibility: StoredVisibility;

  /** Domains of verified e-mail addresses. */
  readonly email_domains: string[];

  /** People, whether or not they have an account yet. */
  readonly usernames: AccountReference[];

  /** Whether there is an unlock key. The key itself is never shown. */
  readonly has_unlock_key: boolean;

  /** Client ids of OAuth2 applications. */
  readonly applications: string[];

  /** From when on, ISO 8601 UTC; null for no limit. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  readonly from: string | null;

  /** Until just before when. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  readonly until: string | null;

  static of(policy: AccessPolicy, urls: ApiUrls): PolicyResponse {
    return {
      visibility: policy.visibility,
      email_domains: [...policy.emailDomains],
      usernames: policy.usernames.map((username) => AccountReference.from(username, urls)!),
      has_unlock_key: policy.unlockKeyHash !== null,
      applications: [...policy.applications],
      from: policy.opens?.toISOString() ?? null,
      until: policy.closes?.toISOString() ?? null,
    };
  }
}

/** The policy that a resource itself has. */
export class OwnPolicyResponse extends PolicyResponse {
  /** Whether nothing was said, and this is what holds then. */
  readonly is_default: boolean;
}

/** One of the conditions that a caller has to meet, and where it comes from. */
export class AccessConditionResponse extends PolicyResponse {
  /** What the policy is about that sets it. */
  @ApiProperty({ enum: ['information', 'content', 'block'] })
  readonly subject: 'information' | 'content' | 'block';

  /** The course that sets it; null where a block does. */
  @ApiProperty({ nullable: true, type: CourseReference })
  readonly course: CourseReference | null;

  /** The block that sets it; null where the course does. */
  @ApiProperty({ nullable: true, type: BlockReference })
  readonly block: BlockReference | null;
}

/** What counts in the end: whoever meets all of the conditions reads it. The course team reads it always. */
export class EffectivePolicyResponse {
  /** The narrowest visibility of them all. */
  @ApiProperty({ enum: VISIBILITIES })
  readonly visibility: Visibility;

  /** When the last of them opens; null for no limit. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  readonly from: string | null;

  /** When the first of them closes. */
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  readonly until: string | null;

  /** From the course down; blocks that take over everything are left out. */
  readonly conditions: AccessConditionResponse[];

  static of({ courseKey, policies, chain }: PolicyReading, urls: ApiUrls): EffectivePolicyResponse {
    const all = chain.map((subject) => ({ subject, policy: policies.get(subject)?.policy ?? defaultOf(subject) }));
    const counting = all.filter(({ policy }) => policy.visibility !== 'inherit' || policy.opens || policy.closes);
    const rank = Math.max(...counting.map(({ policy }) => VISIBILITIES.indexOf(policy.visibility as Visibility)));
    return {
      visibility: VISIBILITIES[rank]!,
      from: iso(Math.max(...counting.map(({ policy }) => policy.opens?.getTime() ?? -Infinity))),
      until: iso(Math.min(...counting.map(({ policy }) => policy.closes?.getTime() ?? Infinity))),
      conditions: counting.map(({ subject, policy }) => ({
        ...sourceOf(subject, courseKey, urls),
        ...PolicyResponse.of(policy, urls),
      })),
    };
  }
}

/** What the policies of courses and of blocks have in common. */
abstract class AccessPolicyResponse extends ResourceResponse {
  /** The course run. */
  @Expandable('course')
  @Minimal()
  readonly course: CourseReference;

  /** Who reads the content here, all that stands above it counted in, and where each part comes from. */
  @NotExpandable('it may name any number of people. Their accounts are at the URLs.')
  @Shown()
  readonly effective: EffectivePolicyResponse;

  /** Last change; null while nothing was said. */
  @ExpandableWithin(() => EditResponse)
  @ApiProperty({ nullable: true, type: EditResponse })
  @Shown()
  readonly edited: EditResponse | null;

  /** Why, in the words of who changed it. */
  @ApiProperty({ nullable: true, type: String })
  @Shown()
  readonly message: string | null;
}

/** Who may see a course (SPEC section 13). */
export class CourseAccessPolicyResponse extends AccessPolicyResponse {
  /** Who sees its information, and that there is such a course. The team and the enrolled always do. */
  @NotExpandable('it may name any number of people. Their accounts are at the URLs.')
  @Minimal()
  readonly information: OwnPolicyResponse;

  /** Who reads its published blocks, of those who see its information. */
  @NotExpandable('it may name any number of people. Their accounts are at the URLs.')
  @Minimal()
  readonly content: OwnPolicyResponse;

  static from(this: void, reading: PolicyReading, urls: ApiUrls): Unlinked<CourseAccessPolicyResponse> {
    return {
      ...inCommon(reading, urls),
      information: own(reading, INFORMATION, urls),
      content: own(reading, CONTENT, urls),
    };
  }
}

/** Who may read a block, of those whom all above it let in (SPEC section 13). */
export class BlockAccessPolicyResponse extends AccessPolicyResponse {
  /** The block. */
  @Expandable('block')
  @Minimal()
  readonly block: BlockReference;

  /** Who reads it. */
  @NotExpandable('it may name any number of people. Their accounts are at the URLs.')
  @Minimal()
  readonly content: OwnPolicyResponse;

  static from(this: void, reading: PolicyReading, urls: ApiUrls): Unlinked<BlockAccessPolicyResponse> {
    const block = BlockReference.from(usageKeyOf(reading.courseKey, reading.block!), urls);
    return { ...inCommon(reading, urls), block, content: own(reading, reading.block!, urls) };
  }
}

/** For the link builders: the version of a representation that `from` has made. */
export function policyVersionOf(resource: object): string {
  return (resource as { readonly [VERSION]: string })[VERSION];
}

function inCommon(reading: PolicyReading, urls: ApiUrls) {
  const stored = reading.own.flatMap((subject) => reading.policies.get(subject) ?? []);
  const last = stored.reduce<(typeof stored)[number] | null>((a, b) => (a && a.edited >= b.edited ? a : b), null);
  return {
    [VERSION]: reading.version,
    course: CourseReference.from(reading.courseKey, urls),
    effective: EffectivePolicyResponse.of(reading, urls),
    edited: last && EditResponse.from({ by: last.editedBy, on: last.edited }, urls),
    message: last?.message ?? null,
  };
}

function own({ policies }: PolicyReading, subject: string, urls: ApiUrls): OwnPolicyResponse {
  const stored = policies.get(subject);
  return { ...PolicyResponse.of(stored?.policy ?? defaultOf(subject), urls), is_default: stored === undefined };
}

function sourceOf(
  subject: string,
  courseKey: CourseKey,
  urls: ApiUrls,
): Pick<AccessConditionResponse, 'subject' | 'course' | 'block'> {
  if (subject === INFORMATION || subject === CONTENT)
    return { subject, course: CourseReference.from(courseKey, urls), block: null };
  return { subject: 'block', course: null, block: BlockReference.from(usageKeyOf(courseKey, subject), urls) };
}

function iso(moment: number): string | null {
  return Number.isFinite(moment) ? new Date(moment).toISOString() : null;
}
