import type { JSX } from 'preact';
import type { ProblemResponse } from '../../errors/problem.response.js';
import { usePage } from './page.js';
import { CollectionTitle } from './collection-page.js';
import { QueryForm } from './query-form.js';
import { English, SafeLink, Text } from './text.js';

/** An error for people: what the JSON says, what to do about it, and nothing more (SPEC section 1 "error body"). */
export function ProblemPage({ problem }: { problem: ProblemResponse }): JSX.Element {
  const { context, words } = usePage();
  const takesForm = problem.status === 400 && context.operation !== undefined;
  // Whoever follows a link to a search has not made a mistake yet.
  const isFirstVisit = takesForm && context.query.size === 0;
  return (
    <>
      <h1>{isFirstVisit ? <CollectionTitle /> : <Text value={problem.user_message ?? problem.title} />}</h1>
      {isFirstVisit && <p>{words.typeToSearch}</p>}
      {takesForm && <QueryForm />}
      {problem.field_errors && !isFirstVisit && <Faults problem={problem} />}
      {problem.status === 401 && (
        <p>
          <SafeLink href={context.site.signIn}>{words.signIn}</SafeLink>
        </p>
      )}
      <p>
        <SafeLink href={context.site.home}>{words.backToStart}</SafeLink>
      </p>
      <details open={!isFirstVisit}>
        <summary>{words.forDevelopers}</summary>
        <Particulars problem={problem} />
      </details>
    </>
  );
}

function Faults({ problem }: { problem: ProblemResponse }): JSX.Element {
  const { words } = usePage();
  return (
    <section aria-labelledby="faults">
      <h2 id="faults">{words.faults}</h2>
      <dl>
        {Object.entries(problem.field_errors ?? {}).map(([name, fault]) => (
          <>
            <dt>
              <English>
                <Text value={name} />
              </English>
            </dt>
            <dd class="fault">
              <Text value={fault.user_message} />
            </dd>
          </>
        ))}
      </dl>
    </section>
  );
}

function Particulars({ problem }: { problem: ProblemResponse }): JSX.Element {
  const { words } = usePage();
  return (
    <dl>
      <dt>{words.status}</dt>
      <dd>
        {problem.status} <English>{problem.title}</English>
      </dd>
      <dt>{words.errorCode}</dt>
      <dd>
        <code>{problem.error_code}</code>
      </dd>
      <dt>{words.forDevelopers}</dt>
      <dd lang="en" dir="ltr">
        <Developer message={problem.developer_message} />
      </dd>
      {problem.request_id !== undefined && (
        <>
          <dt>{words.requestId}</dt>
          <dd>
            <code>
              <Text value={problem.request_id} />
            </code>
          </dd>
        </>
      )}
    </dl>
  );
}

/** The message ends with the address of the error's own page. */
function Developer({ message }: { message: string }): JSX.Element {
  const at = message.lastIndexOf(' http');
  if (at === -1) return <Text value={message} />;
  return (
    <>
      <Text value={message.slice(0, at)} />{' '}
      <SafeLink href={message.slice(at + 1)}>
        <Text value={message.slice(at + 1)} />
      </SafeLink>
    </>
  );
}
