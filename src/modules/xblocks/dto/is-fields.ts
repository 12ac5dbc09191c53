import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsObject } from 'class-validator';

/**
 * Fields of a block by name. They stay as they were sent: the transformer would pass over members that every object has, such as
 * `toString`, without a word.
 */
export const IsFields = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]),
    IsObject(),
  );
