import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { UsageKey } from '../../common/opaque-keys/index.js';
import { PublicationNotFoundError, ScheduledPublicationNotFoundError } from './publishing.errors.js';

/** How a publication is named: by the version that it made, or by a block that is published. */
export type PublicationId = { readonly version: string } | { readonly block: UsageKey };

/** What is neither is an address that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class PublicationIdPipe implements PipeTransform<string, PublicationId> {
  transform(text: string): PublicationId {
    if (/^[0-9a-f]{24}$/.test(text)) return { version: text };
    const block = UsageKey.tryParse(text, { allowDeprecated: false });
    if (!block || block.courseKey.org === null) throw new PublicationNotFoundError(text);
    return { block };
  }
}

/** A UUID, likewise. */
@Injectable()
export class ScheduledPublicationIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!validate(text)) throw new ScheduledPublicationNotFoundError(text);
    return text.toLowerCase();
  }
}
