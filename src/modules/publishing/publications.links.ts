import {
  type LinkBuilder,
  type LinkContext,
  type Links,
  linksOf,
  readingOf,
  type Unlinked,
} from '../../common/hypermedia/links.js';
import {
  type PublicationResponse,
  type PublicationSummaryResponse,
  publicationRevision,
} from './dto/publication.response.js';
import {
  unpublishedChangeOf,
  type UnpublishedChangeResponse,
  type UnpublishedChangeSummaryResponse,
} from './dto/unpublished-change.response.js';

/** What was published stands in the log, what is scheduled in the list of that. */
class PublicationLinks implements LinkBuilder<PublicationSummaryResponse> {
  url(publication: Unlinked<PublicationSummaryResponse>, { urls }: LinkContext): string {
    const { id, course } = publication;
    if (publicationRevision.of(publication) !== null) return urls.scheduledPublication(course.course_key, id!);
    return id === null ? urls.publications(course.course_key) : urls.publication(course.course_key, id);
  }

  links(publication: Unlinked<PublicationSummaryResponse>, context: LinkContext): Links {
    const { urls } = context;
    const { course, version, source_version: source, state } = publication;
    const isScheduled = publicationRevision.of(publication) !== null;
    const { access } = readingOf(publication);
    const self = this.url(publication, context);
    // Also of an archived course: what is not to be published any more is cancelled.
    const mayChange = isScheduled && state === 'scheduled' && access.may('courses.publish_content');
    return linksOf({
      self: { href: self },
      collection: {
        href: isScheduled ? urls.scheduledPublications(course.course_key) : urls.publications(course.course_key),
      },
      course: { href: course.url },
      version: version && { href: version.url, title: 'The course as it was published, for good' },
      source: source && { href: source.url, title: 'The draft that it was taken from' },
      publication: isScheduled &&
        version && { href: urls.publication(course.course_key, version.version), title: 'What came of it' },
      edit: mayChange && { href: self, method: 'PATCH', title: 'Put it off, or say why' },
      cancel: mayChange && { href: self, method: 'DELETE', title: 'Cancel it' },
    });
  }

  /** Of what was published, the version; of what is scheduled, how often it has changed. */
  version(publication: Unlinked<PublicationSummaryResponse>): string | null {
    const revision = publicationRevision.of(publication);
    return revision === null ? publication.id : String(revision);
  }

  circumstances(publication: Unlinked<PublicationSummaryResponse>): string[] {
    return [readingOf(publication).access.signature];
  }
}

export const publicationLinks: LinkBuilder<PublicationResponse> = new PublicationLinks();
export const publicationSummaryLinks: LinkBuilder<PublicationSummaryResponse> = new PublicationLinks();

/** A block whose draft is not what is published. */
class UnpublishedChangeLinks implements LinkBuilder<UnpublishedChangeSummaryResponse> {
  url({ id, course }: Unlinked<UnpublishedChangeSummaryResponse>, { urls }: LinkContext): string {
    return urls.unpublishedChange(course.course_key, id);
  }

  links(change: Unlinked<UnpublishedChangeSummaryResponse>, context: LinkContext): Links {
    const { urls } = context;
    const { course, block } = change;
    const { access } = readingOf(change);
    const self = this.url(change, context);
    return linksOf({
      self: { href: self },
      collection: { href: urls.unpublishedChanges(course.course_key) },
      course: { href: course.url },
      block: { href: block.url, title: 'The block as it is now' },
      publish: access.offers('courses.publish_content') && {
        href: urls.publications(course.course_key),
        method: 'POST',
        title: 'Publish it: its id is one of usage_keys',
      },
      discard: access.offers('courses.edit_content') &&
        unpublishedChangeOf.of(change).isPublished && {
          href: self,
          method: 'DELETE',
          title: 'Go back to what is published',
        },
    });
  }

  /** In lists none is known. */
  version(change: Unlinked<UnpublishedChangeSummaryResponse>): string | null {
    return unpublishedChangeOf.of(change).state ?? null;
  }

  circumstances(change: Unlinked<UnpublishedChangeSummaryResponse>): string[] {
    return [readingOf(change).access.signature];
  }
}

export const unpublishedChangeLinks: LinkBuilder<UnpublishedChangeResponse> = new UnpublishedChangeLinks();
export const unpublishedChangeSummaryLinks: LinkBuilder<UnpublishedChangeSummaryResponse> =
  new UnpublishedChangeLinks();
