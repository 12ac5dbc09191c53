/** Every text of the pages that is not part of a representation. `{0}`, `{1}`, … are replaced by what is counted. */
export interface Words {
  readonly skipToContent: string;
  readonly home: string;
  readonly apiDocumentation: string;
  readonly signedInAs: string;
  readonly signIn: string;
  readonly signOut: string;
  readonly breadcrumb: string;
  readonly related: string;
  readonly pages: string;
  readonly details: string;
  readonly contents: string;
  readonly otherMembers: string;
  readonly sameAsJson: string;
  readonly documentationOfThis: string;
  readonly forPrograms: string;
  readonly forProgramsHint: string;
  readonly action: string;
  readonly method: string;
  readonly address: string;
  readonly name: string;
  readonly value: string;
  readonly results: string;
  readonly resultsRange: string;
  readonly noResults: string;
  readonly noResultsHint: string;
  readonly typeToSearch: string;
  readonly showAll: string;
  readonly filter: string;
  readonly search: string;
  readonly searchWords: string;
  readonly order: string;
  readonly descending: string;
  readonly pageSize: string;
  readonly any: string;
  readonly first: string;
  readonly previous: string;
  readonly next: string;
  readonly last: string;
  readonly pageOf: string;
  readonly yes: string;
  readonly no: string;
  readonly notSet: string;
  readonly none: string;
  readonly more: string;
  readonly moreOmitted: string;
  readonly textOmitted: string;
  readonly externalLink: string;
  readonly course: string;
  readonly type: string;
  readonly error: string;
  readonly status: string;
  readonly errorCode: string;
  readonly forDevelopers: string;
  readonly requestId: string;
  readonly faults: string;
  readonly backToStart: string;
}

/** A text with its numbers and names filled in. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ''));
}
