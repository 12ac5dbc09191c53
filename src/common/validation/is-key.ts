import { applyDecorators } from '@nestjs/common';
import { ValidateBy } from 'class-validator';
import { AssetKey, CourseKey, DefinitionKey, UsageKey } from '../opaque-keys/index.js';

export interface KeyOptions {
  /** Whether the member is a list, each of whose items is a key. */
  readonly each?: boolean;
}

export interface CourseKeyOptions extends KeyOptions {
  /** Whether the key must name a course run: no library, and not a version alone. */
  readonly run?: boolean;
}

/**
 * Keys in bodies and queries (SPEC section 1 "bad key"): a bad one is a 400. Deprecated forms are read here (I-2). The
 * member stays the text that was sent; `CourseKey.parse` and its like cannot fail on it afterwards.
 */
export const IsCourseKey = ({ each, run = false }: CourseKeyOptions = {}): PropertyDecorator =>
  keyDecorator('isCourseKey', 'a course key', 'course-v1:Org+Number+Run', { each }, (text) => {
    const key = CourseKey.tryParse(text);
    return key !== null && (!run || (key.org !== null && key.run !== null && key.isCourse));
  });

/** The key of a block, see {@link IsCourseKey}. */
export const IsUsageKey = (options: KeyOptions = {}): PropertyDecorator =>
  keyDecorator('isUsageKey', 'a usage key', 'block-v1:Org+Number+Run+type@html+block@intro', options, (text) =>
    Boolean(UsageKey.tryParse(text)),
  );

/** The key of a course or of a block in one: a filter by either, see {@link IsCourseKey}. */
export const IsCourseOrUsageKey = (options: KeyOptions = {}): PropertyDecorator =>
  keyDecorator(
    'isCourseOrUsageKey',
    'course key or usage key',
    'course-v1:Org+Number+Run',
    options,
    (text) => (UsageKey.tryParse(text)?.courseKey ?? CourseKey.tryParse(text))?.isCourseRun() ?? false,
  );

/** The key of an uploaded file, see {@link IsCourseKey}. */
export const IsAssetKey = (options: KeyOptions = {}): PropertyDecorator =>
  keyDecorator('isAssetKey', 'an asset key', 'asset-v1:Org+Number+Run+type@asset+block@logo.png', options, (text) =>
    Boolean(AssetKey.tryParse(text)),
  );

/** The key of a definition, see {@link IsCourseKey}. */
export const IsDefinitionKey = (options: KeyOptions = {}): PropertyDecorator =>
  keyDecorator('isDefinitionKey', 'a definition key', 'def-v1:519665f6223ebd6980884f2b+type@html', options, (text) =>
    Boolean(DefinitionKey.tryParse(text)),
  );

function keyDecorator(
  name: string,
  kind: string,
  example: string,
  { each = false }: KeyOptions,
  isValid: (text: string) => boolean,
): PropertyDecorator {
  const subject = each ? `each item of ` : '';
  return applyDecorators(
    ValidateBy(
      {
        name,
        constraints: [example],
        validator: {
          validate: (value) => typeof value === 'string' && isValid(value),
          defaultMessage: (args) =>
            `${subject}${args?.property} must be ${kind} such as ${example}; in a query, + is written %2B`,
        },
      },
      { each },
    ),
  );
}
