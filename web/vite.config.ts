import { defineConfig } from 'vitest/config';
import { markdown } from './markdown.ts';

// `npm run dev` serves the sources and hands the API on to a Postlog that runs already.
const gateway = process.env.POSTLOG_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [markdown()],
  // Nothing inline: the gateway's Content-Security-Policy allows files of this origin only.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: { css: true },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': { target: gateway, headers: { origin: gateway } } },
  },
});
