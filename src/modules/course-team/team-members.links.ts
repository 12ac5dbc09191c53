import { type LinkBuilder, linksOf } from '../../common/hypermedia/links.js';
import { type TeamMemberResponse, visibleTeamMember } from './dto/team-member.response.js';
import { versionOf } from './stored-team-member.js';

/** One member of a course team. */
export const teamMemberLinks: LinkBuilder<TeamMemberResponse> = {
  url: ({ user, course }, { urls }) => urls.teamMember(course.course_key, user.username),
  version: (response) => versionOf(visibleTeamMember.of(response).member),
  circumstances: (response) => {
    const { mayGiveUp, maySeeTeam } = visibleTeamMember.of(response).rights;
    return [String(mayGiveUp), String(maySeeTeam)];
  },
  links: (response, { urls }) => {
    const { user, course } = response;
    const { mayGiveUp, maySeeTeam } = visibleTeamMember.of(response).rights;
    const self = urls.teamMember(course.course_key, user.username);
    return linksOf({
      self: { href: self },
      collection: maySeeTeam && { href: urls.teamMembers(course.course_key) },
      account: { href: user.url },
      course: { href: course.url },
      edit: mayGiveUp && { href: self, method: 'PATCH', title: 'Change the role' },
      remove: mayGiveUp && { href: self, method: 'DELETE', title: 'Take the person off the team' },
    });
  },
};
