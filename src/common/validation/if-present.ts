import { ValidateIf } from 'class-validator';

/**
 * The member may be left out and may not be null. (`@IsOptional()` lets null pass as well: it is for members that null
 * clears.)
 */
export const IfPresent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);
