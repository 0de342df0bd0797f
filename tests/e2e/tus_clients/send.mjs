/** Sends a file with tus-js-client: `send.mjs FILE COOKIE CSRF [CHUNK_SIZE URL]…`. */
import { createReadStream, statSync } from 'node:fs';
import { createRequire } from 'node:module';

const { Upload } = createRequire(new URL('../../../web/package.json', import.meta.url))(
  'tus-js-client',
);
const [file, cookie, csrf, ...jobs] = process.argv.slice(2);

function send(chunkSize, uploadUrl) {
  return new Promise((onSuccess, onError) => {
    const headers = { Cookie: cookie, 'X-CSRF-Token': csrf };
    const uploadSize = statSync(file).size;
    const options = { uploadUrl, chunkSize, uploadSize, headers, onSuccess, onError };
    new Upload(createReadStream(file), { ...options, retryDelays: null }).start();
  });
}

for (let at = 0; at < jobs.length; at += 2) await send(Number(jobs[at]), jobs[at + 1]);
