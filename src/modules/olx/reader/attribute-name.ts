const XML_NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_.-]*(?::[\p{L}_][\p{L}\p{N}\p{M}_.-]*)?$/u;

/** Whether a name can be that of an attribute, wherever it stands: a prefix would have to be declared, but for `xml`. */
export function isAttributeName(name: string): boolean {
  return XML_NAME.test(name) && (!name.includes(':') || name.startsWith('xml:')) && !/^xmlns(?::|$)/.test(name);
}
