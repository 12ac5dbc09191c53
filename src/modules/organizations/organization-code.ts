import { applyDecorators, Injectable, type PipeTransform } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { CourseKey } from '../../common/opaque-keys/index.js';
import { OrganizationNotFoundError } from './organizations.errors.js';

export const MAX_CODE_LENGTH = 255;

/**
 * Whether an organization can have this code: what can be the `org` of a course key, and no empty label between, before
 * or after the dots (ck_organizations_code).
 */
export function isOrganizationCode(text: string): boolean {
  if ([...text].length > MAX_CODE_LENGTH || text.split('.').includes('')) return false;
  return CourseKey.tryParse(`course-v1:${text}+number+run`, { allowDeprecated: false })?.org === text;
}

/** The ids of an organization and of all above it, the highest first: `utx.chem` → `utx`, `utx.chem`. As organization_chain in the database. */
export function chainOf(id: string): string[] {
  const labels = id.split('.');
  return labels.map((_, index) => labels.slice(0, index + 1).join('.'));
}

/** A code in a path. One that cannot be is an organization that does not exist: 404 (SPEC section 1 "bad key"). */
@Injectable()
export class OrganizationCodePipe implements PipeTransform<string, string> {
  transform(text: string): string {
    if (!isOrganizationCode(text)) throw new OrganizationNotFoundError(text);
    return text;
  }
}

/** A code in a body or a query: a bad one is a 400. */
export const IsOrganizationCode = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ maxLength: MAX_CODE_LENGTH, example: 'Courseware.oceans' }),
    ValidateBy({
      name: 'isOrganizationCode',
      validator: {
        validate: (value) => typeof value === 'string' && isOrganizationCode(value),
        defaultMessage: (args) =>
          `${args?.property} must be an organization's code such as UTx or UTx.chem: labels of letters, digits or any of _ - ~, divided by dots, ${MAX_CODE_LENGTH} characters at most`,
      },
    }),
  );
