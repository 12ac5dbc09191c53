import { Global, Module } from '@nestjs/common';
import { ApiUrls } from './api-urls.js';

/** URLs are built everywhere, and by one class. */
@Global()
@Module({ providers: [ApiUrls], exports: [ApiUrls] })
export class HypermediaModule {}
