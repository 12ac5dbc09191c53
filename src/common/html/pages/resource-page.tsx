import type { JSX } from 'preact';
import type { Body } from '../page-context.js';
import { ProgramLinks, RelatedLinks } from './links.js';
import { isTree, nameMember, type Tree } from './naming.js';
import { usePage } from './page.js';
import { Text } from './text.js';
import { BlockTree } from './tree.js';
import { Members } from './value.js';

/** Any one resource: what it says of itself, what it contains, and where to go from it. */
export function ResourcePage({ body, title }: { body: Body; title: string }): JSX.Element {
  const { words } = usePage();
  const [place, tree] = treeOf(body);
  const name = nameMember(body);
  const except = ['url', 'links', ...place, ...(name !== undefined ? [name] : [])];
  const rest = Object.keys(body).some((member) => !except.includes(member));
  return (
    <>
      <h1>
        <Text value={title} />
      </h1>
      <RelatedLinks body={body} />
      {rest && (
        <section aria-labelledby="details">
          <h2 id="details">{words.details}</h2>
          <Members body={body} except={except} />
        </section>
      )}
      {tree && (
        <section aria-labelledby="contents">
          <h2 id="contents">{words.contents}</h2>
          <BlockTree tree={tree} />
        </section>
      )}
      <ProgramLinks body={body} />
    </>
  );
}

/** The tree of a resource, its own or in a member, and the members that it takes up. */
function treeOf(body: Body): [readonly string[], Tree | null] {
  if (isTree(body)) return [['root', 'blocks'], body];
  const found = Object.entries(body).find((entry): entry is [string, Body & Tree] => isTree(entry[1]));
  return found ? [[found[0]], found[1]] : [[], null];
}
