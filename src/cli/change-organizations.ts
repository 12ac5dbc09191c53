import { noteForAudit } from '../common/audit/audit-trail.js';
import { ApiUrls } from '../common/hypermedia/api-urls.js';
import { OrganizationMembers, OrganizationsService } from '../modules/organizations/index.js';
import type { CommandIo } from './command-io.js';
import { withService } from './service-context.js';

/** The options of `courseware organizations create`. */
export interface CreateOrganizationOptions {
  readonly name?: string;
  readonly json?: boolean;
}

/** The options of `courseware organizations delegate`. */
export interface DelegateOptions {
  readonly remove: boolean;
  readonly json?: boolean;
}

/** Makes an organization. */
export async function createOrganization(
  io: CommandIo,
  code: string,
  { name, json }: CreateOrganizationOptions,
): Promise<void> {
  await withService(
    async ({ service }) => {
      noteForAudit({ details: { organization: code } });
      const organization = await service.get(OrganizationsService).establish(code, { name });
      const url = service.get(ApiUrls).organization(organization.code);
      if (io.speaksJson(json)) io.event('organization_created', { code: organization.code, url });
      else io.say(`Made the organization ${organization.code}: ${url}`);
    },
    { name: 'organizations create' },
  );
}

/** Makes an account a delegate, or takes that back. */
export async function delegateOrganization(
  io: CommandIo,
  code: string,
  username: string,
  { remove, json }: DelegateOptions,
): Promise<void> {
  await withService(
    async ({ service }) => {
      const members = service.get(OrganizationMembers);
      const address = { code, username, role: 'delegate' } as const;
      noteForAudit({ details: { organization: code, role: address.role } });
      await (remove ? members.revoke(address) : members.grant(address));
    },
    { name: remove ? 'organizations delegate --remove' : 'organizations delegate', username },
  );
  if (io.speaksJson(json)) io.event(remove ? 'delegate_removed' : 'delegate_added', { code, username });
  else io.say(remove ? `${username} is no delegate of ${code} any more.` : `${username} is a delegate of ${code}.`);
}
