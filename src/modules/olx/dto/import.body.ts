import { IsBoolean, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Transform } from 'class-transformer';

/** The fields of the multipart form beside the archive. */
export class ImportFields {
  /** The branch to import into. Absent: the published tree on both branches, and the archive's drafts on the draft. */
  @IsOptional()
  @Matches(/^[\p{L}\p{N}_\-~.:]{1,100}$/u, { message: 'branch must be 1 to 100 letters, digits or any of _ - ~ . :' })
  readonly branch?: string;

  /** Why; kept with the version. */
  @IsOptional()
  @IsString()
  @MaxLength(500)
  readonly message?: string;

  /** True: do everything, report it, and keep nothing. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean({ message: 'dry_run must be true or false' })
  readonly dry_run?: boolean;
}

/** The form as OpenAPI shows it. */
export const importBody = {
  type: 'object',
  required: ['archive'],
  additionalProperties: false,
  properties: {
    branch: {
      type: 'string',
      maxLength: 100,
      description:
        'The branch to import into. Absent: the published tree on both branches, and the drafts of the archive on the draft.',
    },
    message: { type: 'string', maxLength: 500, description: 'Why; kept with the version.' },
    dry_run: { type: 'boolean', default: false, description: 'Do everything, report it, and keep nothing.' },
    archive: {
      type: 'string',
      format: 'binary',
      description: 'The archive, .tar.gz or .zip. Best sent last, after the other fields.',
    },
  },
};
