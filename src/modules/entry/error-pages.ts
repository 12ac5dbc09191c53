import type { AppConfig } from '../../common/config/app-config.js';
import { AppError } from '../../common/errors/app-error.js';
import { ERROR_CATALOGUE, type ErrorCode } from '../../common/errors/error-catalogue.js';
import { ERROR_EXPLANATIONS } from '../../common/errors/error-explanations.js';
import { problemBody } from '../../common/errors/problem-body.js';
import { withTokenPlace } from '../../common/errors/token-place.js';
import { LANGUAGES } from '../../common/i18n/languages.js';
import { errorMessage } from '../../common/i18n/messages.js';

const CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];

/** All errors, each with a link to its page. */
export function errorList(): string {
  const rows = CODES.map(
    (code) =>
      `<tr><td><a href="/api-docs/errors/${code}/"><code>${code}</code></a></td><td>${ERROR_CATALOGUE[code].status}</td><td>${html(ERROR_EXPLANATIONS[code].when)}</td></tr>`,
  );
  return page(
    'Errors',
    `<p>Every error has the same body; <code>error_code</code> is the name to program against.</p>
     <table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">When</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  );
}

/** One error: when it comes, what to do, what the answer looks like, and what people are told. */
export function errorPage(code: ErrorCode, config: Pick<AppConfig, 'publicUrl' | 'lms'>): string {
  const { status, title } = ERROR_CATALOGUE[code];
  const { when, remedy } = ERROR_EXPLANATIONS[code];
  const told = LANGUAGES.map(
    (language) =>
      `<dt><code>${language}</code></dt><dd lang="${language}" dir="auto">${escaped(errorMessage(code, language))}</dd>`,
  );
  return page(
    code,
    `<p>HTTP status ${status}: ${escaped(title)}.</p>
     <h2>When it comes</h2><p>${html(when)}</p>
     <h2>What to do</h2><p>${html(withTokenPlace(remedy, config))}</p>
     <h2>The answer</h2><p>For example:</p><pre><code>${escaped(JSON.stringify(example(code, config.publicUrl), null, 2))}</code></pre>
     <p><code>developer_message</code> says what is wrong with which value and how to mend it. <code>request_id</code> finds the request in the log.</p>
     <h2>What people are told</h2><p><code>user_message</code>, by <code>Accept-Language</code>:</p><dl>${told.join('')}</dl>
     <p><a href="/api-docs/errors/">All errors</a></p>`,
  );
}

/** What such an answer looks like, from the renderer of real ones. */
function example(code: ErrorCode, publicUrl: string): object {
  const detail = ERROR_EXPLANATIONS[code].when.split('. ', 1)[0]!.replaceAll('`', '').replace(/\.?$/, '.');
  const fieldErrors =
    code === 'invalid_input'
      ? {
          page_size: [
            {
              message: 'page_size must not be greater than 100; it is 1000.',
              rule: 'too_large' as const,
              parameters: { max: 100 },
            },
          ],
        }
      : undefined;
  const error = new AppError(code, detail, { fieldErrors });
  return {
    ...problemBody(error, '/api/course/v1/courses/', publicUrl),
    request_id: '01990e9e-7a4c-7d1c-a2f8-0c4f8f0c1b2a',
  };
}

/** Text with Markdown's inline code. */
function html(text: string): string {
  return escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · Courseware API</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`;
}
