import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ApiDirectory } from './api-directory.js';
import { ApiRoutes } from './api-routes.js';
import { DeprecationHeaders } from './deprecation-headers.js';

/** What the service knows of itself: its APIs, its routes, and what of them is deprecated. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [ApiRoutes, ApiDirectory, DeprecationHeaders],
  exports: [ApiDirectory, DeprecationHeaders],
})
export class OpenapiModule {}
