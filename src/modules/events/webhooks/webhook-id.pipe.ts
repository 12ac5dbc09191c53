import { Injectable, type PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import { DeliveryNotFoundError, WebhookNotFoundError } from './webhooks.errors.js';

/** A webhook's UUID in a path. What is none is an address that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class WebhookIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!validate(text)) throw new WebhookNotFoundError(text);
    return text.toLowerCase();
  }
}

/** A delivery's UUID in a path. */
@Injectable()
export class DeliveryIdPipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!validate(text)) throw new DeliveryNotFoundError(text);
    return text.toLowerCase();
  }
}
