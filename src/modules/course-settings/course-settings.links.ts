import { type LinkBuilder, linksOf, readingOf } from '../../common/hypermedia/links.js';
import type { AdvancedSettingsResponse } from './dto/advanced-settings.response.js';
import type { GradingPolicyResponse } from './dto/grading-policy.response.js';

/** Settings of a course at the branch or version that was asked for. */
export const advancedSettingsLinks: LinkBuilder<AdvancedSettingsResponse> = {
  url: (settings, { urls }) => urls.advancedSettings(readingOf(settings).address),
  version: ({ version }) => version,
  links: (settings, { urls }) => {
    const { address, access } = readingOf(settings);
    const self = urls.advancedSettings(address);
    return linksOf({
      self: { href: self },
      course: { href: urls.course(address) },
      edit: access.offers('courses.manage_advanced_settings') &&
        address.version === null && { href: self, method: 'PATCH', title: 'Change settings' },
    });
  },
};

export const gradingPolicyLinks: LinkBuilder<GradingPolicyResponse> = {
  url: (policy, { urls }) => urls.gradingPolicy(readingOf(policy).address),
  version: ({ version }) => version,
  links: (policy, { urls }) => {
    const { address, access } = readingOf(policy);
    const self = urls.gradingPolicy(address);
    return linksOf({
      self: { href: self },
      course: { href: urls.course(address) },
      edit: access.offers('courses.edit_grading_settings') &&
        address.version === null && { href: self, method: 'PATCH', title: 'Change how it is graded' },
    });
  },
};
