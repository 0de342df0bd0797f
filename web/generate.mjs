// The types of the public API, from the OpenAPI documents that the services' own tables make.
import { mkdir, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const DOCUMENTS = new URL('../docs/reference/openapi/', import.meta.url);
const TYPES = new URL('src/api/generated/', import.meta.url);

await mkdir(TYPES, { recursive: true });
for (const [name, document] of [
  ['auth', 'auth.json'],
  ['tiktok', 'tiktok.json'],
  ['crm', 'crm-projector.json'],
]) {
  const types = await openapiTS(new URL(document, DOCUMENTS));
  await writeFile(new URL(`${name}.ts`, TYPES), astToString(types));
}
