// The types of the public API, from the OpenAPI documents that the services' own tables make.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const DOCUMENTS = new URL('../docs/reference/openapi/', import.meta.url);
const TYPES = new URL('src/api/generated/', import.meta.url);

await rm(TYPES, { recursive: true, force: true });
await mkdir(TYPES, { recursive: true });
for (const document of await readdir(DOCUMENTS)) {
  const types = await openapiTS(new URL(document, DOCUMENTS));
  await writeFile(new URL(document.replace(/\.json$/, '.ts'), TYPES), astToString(types));
}
