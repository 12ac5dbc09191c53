import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUrl, MaxLength } from 'class-validator';

/** Where a picture is; a page may show it, so only http and https: never `javascript:` or `data:`. Null for none. */
export const IsLogoUrl = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ type: String, format: 'uri', nullable: true, maxLength: 2000 }),
    IsOptional(),
    MaxLength(2000),
    IsUrl({ protocols: ['https', 'http'], require_protocol: true, require_tld: false }),
  );
