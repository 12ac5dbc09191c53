import type { ComponentChildren, JSX } from 'preact';
import { render } from 'preact-render-to-string';
import type { ProblemResponse } from '../../errors/problem.response.js';
import { type Body, isCollection, type PageContext } from '../page-context.js';
import { showable } from '../safe-text.js';
import { STYLESHEET_PATH } from '../stylesheet.js';
import { viewOf } from '../views.js';
import { fill } from '../words/index.js';
import { CsrfField } from './forms.js';
import { CollectionPage, isSearchPage } from './collection-page.js';
import { Breadcrumb, ForDevelopers } from './links.js';
import { nameOf } from './naming.js';
import { directionOf, newPage, type Page, PageScope, usePage } from './page.js';
import { ProblemPage } from './problem-page.js';
import { ResourcePage } from './resource-page.js';
import { SafeLink, Text } from './text.js';

/** What a page is about. */
export type Subject =
  | { readonly body: Body }
  | { readonly problem: ProblemResponse }
  | { readonly title: string; readonly content: ComponentChildren };

const MAX_TITLE = 120;

/** A whole HTML document. */
export function renderPage(subject: Subject, context: PageContext): string {
  const page = (
    <PageScope.Provider value={newPage(context)}>
      <Document subject={subject} />
    </PageScope.Provider>
  );
  return `<!doctype html>${render(page)}`;
}

function Document({ subject }: { subject: Subject }): JSX.Element {
  const page = usePage();
  const { context } = page;
  const title = titleOf(subject, page);
  return (
    <html lang={context.language} dir={directionOf(context.language)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${showable(title.slice(0, MAX_TITLE))} · Courseware`}</title>
        <link rel="stylesheet" href={STYLESHEET_PATH} />
      </head>
      <body>
        <SkipLink />
        <Site />
        <main id="content" tabIndex={-1}>
          <Main subject={subject} title={title} />
        </main>
        {'body' in subject && <ForDevelopers />}
      </body>
    </html>
  );
}

function Main({ subject, title }: { subject: Subject; title: string }): JSX.Element {
  if ('problem' in subject) return <ProblemPage problem={subject.problem} />;
  if ('content' in subject) return <>{subject.content}</>;
  return (
    <>
      <Breadcrumb body={subject.body} title={title} />
      <Content body={subject.body} title={title} />
    </>
  );
}

function SkipLink(): JSX.Element {
  return (
    <a class="skip" href="#content">
      {usePage().words.skipToContent}
    </a>
  );
}

function Site(): JSX.Element {
  const { context, words } = usePage();
  return (
    <header class="site">
      <span class="name">
        <SafeLink href={context.site.home}>Courseware</SafeLink>
      </span>
      <SafeLink href={context.site.docs}>{words.apiDocumentation}</SafeLink>
      <Who />
    </header>
  );
}

/** Who is signed in, and the way in or out. A token is no session: whoever sent one cannot sign out here. */
function Who(): JSX.Element {
  const { context, words } = usePage();
  return (
    <span class="who">
      {context.username === null ? (
        <SafeLink href={context.site.signIn}>{words.signIn}</SafeLink>
      ) : (
        <Text value={fill(words.signedInAs, context.username)} />
      )}
      {context.signOutToken !== null && (
        <form method="post" action={new URL(context.site.signOut).pathname} class="inline">
          <CsrfField token={context.signOutToken} />
          <button type="submit">{words.signOut}</button>
        </form>
      )}
    </span>
  );
}

function Content({ body, title }: { body: Body; title: string }): JSX.Element {
  const View = viewOf(usePage().context.model);
  if (View) return <View body={body} />;
  return isCollection(body) ? <CollectionPage body={body} /> : <ResourcePage body={body} title={title} />;
}

function titleOf(subject: Subject, { context, words }: Page): string {
  if ('problem' in subject) return subject.problem.user_message ?? subject.problem.title;
  if ('title' in subject) return subject.title;
  if (isCollection(subject.body))
    return isSearchPage(context) ? words.search : (context.operation?.collection ?? context.path);
  return nameOf(subject.body) ?? context.operation?.summary ?? context.path;
}
