import type { ComponentChildren, JSX } from 'preact';
import { hrefOf } from '../safe-href.js';
import { fill } from '../words/index.js';
import { usePage } from './page.js';

/** Any text, in a direction of its own, so that it cannot turn its neighbours around. */
export function Text({ value }: { value: string }): JSX.Element {
  const { budget, words, numbers } = usePage();
  const { text, omitted } = budget.take(value);
  return (
    <>
      <bdi>{text}</bdi>
      {omitted > 0 && <span class="quiet"> … {fill(words.textOmitted, numbers.format(omitted))}</span>}
    </>
  );
}

/** A text that keeps its lines: source, HTML of an author. It is shown and never becomes part of the page. */
export function Lines({ value, label }: { value: string; label: string }): JSX.Element {
  const { budget, words, numbers } = usePage();
  const { text, omitted } = budget.take(value);
  return (
    <>
      {/* Scrolled by keyboard as well, hence the focus and the name (WCAG 2.1.1). */}
      <pre dir="auto" tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      {omitted > 0 && <p class="quiet">{fill(words.textOmitted, numbers.format(omitted))}</p>}
    </>
  );
}

/** What the API itself says is English, whatever the language of the page (WCAG 3.1.2). */
export function English({ children }: { children: ComponentChildren }): JSX.Element {
  const { language } = usePage().context;
  return language === 'en' ? (
    <>{children}</>
  ) : (
    <span lang="en" dir="ltr">
      {children}
    </span>
  );
}

/** A link where the address may be one, otherwise just the text. */
export function SafeLink({ href, rel, children }: LinkProps): JSX.Element {
  const { context, words } = usePage();
  const safe = hrefOf(href, context.origin);
  if (!safe) return <>{children}</>;
  if (!safe.isExternal) {
    return (
      <a href={safe.href} rel={rel}>
        {children}
      </a>
    );
  }
  return (
    <>
      <a href={safe.href} rel="external noopener noreferrer nofollow">
        {children}
      </a>{' '}
      <span class="quiet">{words.externalLink}</span>
    </>
  );
}

export interface LinkProps {
  readonly href: unknown;
  readonly rel?: string;
  readonly children: ComponentChildren;
}

/** `short_description` → `Short description`. */
export function humanised(name: string): string {
  const text = name.replaceAll(/[_-]+/g, ' ').trim() || name;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
