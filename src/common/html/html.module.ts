import { Global, Module } from '@nestjs/common';
import { HtmlRenderer } from './html-renderer.js';
import { StylesheetController } from './stylesheet.controller.js';

/** Pages for people, on the addresses of the API (SPEC section 10). */
@Global()
@Module({ controllers: [StylesheetController], providers: [HtmlRenderer], exports: [HtmlRenderer] })
export class HtmlModule {}
