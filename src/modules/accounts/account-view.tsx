import type { JSX } from 'preact';
import { ProgramLinks, RelatedLinks } from '../../common/html/pages/links.js';
import { usePage } from '../../common/html/pages/page.js';
import { Text } from '../../common/html/pages/text.js';
import { Members } from '../../common/html/pages/value.js';
import { hrefOf } from '../../common/html/safe-href.js';
import type { ViewProps } from '../../common/html/views.js';

/** A person: the picture, the name, what they say of themselves, and what else the reader may see. */
export function AccountView({ body }: ViewProps): JSX.Element {
  const { words } = usePage();
  const { username, name, bio, profile_image: image } = body;
  const title = textOf(name) ?? textOf(username) ?? '';
  const saysMore = Object.keys(body).some((member) => !ABOVE.includes(member));
  return (
    <>
      <Picture image={image} />
      <h1>
        <Text value={title} />
      </h1>
      {linesOf(bio).map((line) => (
        <p dir="auto">
          <Text value={line} />
        </p>
      ))}
      <RelatedLinks body={body} />
      {saysMore && (
        <section aria-labelledby="details">
          <h2 id="details">{words.details}</h2>
          <Members body={body} except={ABOVE} />
        </section>
      )}
      <ProgramLinks body={body} />
    </>
  );
}

/** Members that do not stand among the others. */
const ABOVE: readonly string[] = ['url', 'links', 'bio', 'profile_image'];

/** Beside the name, which says whose it is, so that a reader of the page hears nothing twice. */
function Picture({ image }: { image: unknown }): JSX.Element | null {
  const { context } = usePage();
  const { image_url_large: large } = (image ?? {}) as { image_url_large?: unknown };
  const source = hrefOf(large, context.origin);
  return source && !source.isExternal ? <img src={source.href} alt="" width={120} height={120} /> : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

const linesOf = (value: unknown): string[] =>
  textOf(value)
    ?.split(/\r?\n/)
    .filter((line) => line.trim() !== '') ?? [];
