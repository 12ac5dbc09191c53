import { Injectable, type PipeTransform } from '@nestjs/common';
import { NotFoundError } from '../errors/app-error.js';
import { AssetKey, CourseKey, DefinitionKey, UsageKey } from '../opaque-keys/index.js';

/**
 * Keys in paths. A bad or deprecated key is an address that does not exist: 404, not 400 (SPEC section 1 "bad key",
 * I-2). Nest's router has decoded the segment already, so raw and percent-encoded forms are one (I-3).
 */
@Injectable()
export class CourseKeyPipe implements PipeTransform<string, CourseKey> {
  transform(text: string): CourseKey {
    const key = CourseKey.tryParse(text, { allowDeprecated: false });
    if (!key || key.org === null) throw new NotFoundError(`course "${text}"`);
    return key;
  }
}

@Injectable()
export class UsageKeyPipe implements PipeTransform<string, UsageKey> {
  transform(text: string): UsageKey {
    const key = UsageKey.tryParse(text, { allowDeprecated: false });
    if (!key || key.courseKey.org === null) throw new NotFoundError(`block "${text}"`);
    return key;
  }
}

@Injectable()
export class AssetKeyPipe implements PipeTransform<string, AssetKey> {
  transform(text: string): AssetKey {
    const key = AssetKey.tryParse(text, { allowDeprecated: false });
    if (!key) throw new NotFoundError(`asset "${text}"`);
    return key;
  }
}

@Injectable()
export class DefinitionKeyPipe implements PipeTransform<string, DefinitionKey> {
  transform(text: string): DefinitionKey {
    const key = DefinitionKey.tryParse(text);
    if (!key) throw new NotFoundError(`definition "${text}"`);
    return key;
  }
}
