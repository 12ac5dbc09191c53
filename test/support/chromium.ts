import { existsSync } from 'node:fs';

/** Path of a browser on this machine; undefined where there is none, and what needs one is skipped. */
export const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => path !== undefined && existsSync(path));

if (!CHROMIUM) console.warn('Skipped: no Chromium was found. CHROMIUM_PATH says where one is.');
