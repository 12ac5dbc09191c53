import { Global, Module } from '@nestjs/common';
import { ApiUrls } from './api-urls.js';
import { Expanders } from './expanders.js';

/** URLs are built, and related objects expanded, everywhere, and each by one class. */
@Global()
@Module({ providers: [ApiUrls, Expanders], exports: [ApiUrls, Expanders] })
export class HypermediaModule {}
