import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { CourseKey } from '../../../common/opaque-keys/index.js';
import { IsStorableText } from '../../../common/validation/is-storable-text.js';
import { Message } from '../../../common/validation/write-members.js';
import { isOrganizationCode } from '../../organizations/index.js';
import { CourseInformationDto } from './course-information.dto.js';

const MAX_LENGTH = 255;
const LABEL = '[\\p{L}\\p{N}_~\\-]+';
const KEY_PART = '^[\\p{L}\\p{N}_~.\\-]+$';
const ORGANIZATION = `^${LABEL}(\\.${LABEL})*$`;

/** One of the three parts of a course key: letters and digits of any script, and `_`, `-`, `~`, `.`; of `org`, no empty label between dots. */
export const IsKeyPart = (example: string, isValid: (text: string) => boolean = isKeyPart): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ maxLength: MAX_LENGTH, pattern: isValid === isKeyPart ? KEY_PART : ORGANIZATION, example }),
    ValidateBy({
      name: 'isKeyPart',
      validator: {
        validate: (value) => typeof value === 'string' && isValid(value),
        defaultMessage: (args) =>
          `${args?.property} must be a part of a course key: letters, digits, _, -, ~ and dots, ${MAX_LENGTH} characters at most`,
      },
    }),
  );

function isKeyPart(text: string): boolean {
  if ([...text].length > MAX_LENGTH) return false;
  return CourseKey.tryParse(`course-v1:${text}+number+run`, { allowDeprecated: false })?.org === text;
}

/** A new course run (SPEC section 13). Its key follows from organization, number and run. */
export class CreateCourseDto extends CourseInformationDto {
  /** Organization that runs it. */
  @IsKeyPart('Courseware', isOrganizationCode)
  readonly org: string;

  /** Course number. */
  @IsKeyPart('Tides101')
  readonly number: string;

  /** Run. */
  @IsKeyPart('2027')
  readonly run: string;

  /** Name for people. */
  @ApiProperty({ example: 'How to Read the Tide', pattern: '\\S' })
  @IsStorableText({ min: 1, max: 1000 })
  readonly display_name: string;

  @Message()
  readonly message?: string | null;
}
