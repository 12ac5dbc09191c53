/**
 * What a client author does first: `node generate.mjs <openapi.json> <api.d.ts>` makes TypeScript types of the document
 * with openapi-typescript. Its own documentation asks for the one rule below: a binary string is a Blob.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const [source, target] = process.argv.slice(2);
const BLOB = ts.factory.createTypeReferenceNode('Blob');
const types = await openapiTS(JSON.parse(readFileSync(source, 'utf8')), {
  transform: ({ format }) => (format === 'binary' ? BLOB : undefined),
});
writeFileSync(target, astToString(types));
