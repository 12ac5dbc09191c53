import type { IncomingHttpHeaders } from 'node:http';
import { codedEtag, CONTENT_CODINGS, sentEtag, uncodeConditions, uncodedEtag } from './content-coding.js';

describe('ETags of compressed answers (SPEC R-12, R-16, RFC 9110 8.8.3.3)', () => {
  it('differ for each coding, and lead back to the one that the resource knows', () => {
    const tags = CONTENT_CODINGS.map((coding) => codedEtag('"v.a"', coding));
    expect(new Set([...tags, '"v.a"']).size).toBe(4);
    expect(tags.map(uncodedEtag)).toEqual(['"v.a"', '"v.a"', '"v.a"']);
  });

  it.each(['W/"a"', '"a+br"'])('leave %s as it is: weak, or marked already', (etag) => {
    expect(codedEtag(etag, 'gzip')).toBe(etag);
  });

  it.each(['"abc-br"', '"br"', '"a+br" ', '"a+lz4"', '""'])('do not take %s for one of theirs', (etag) => {
    expect(uncodedEtag(etag)).toBe(etag);
  });
});

describe('conditions with the tag of a compressed answer (RFC 9110 13.1)', () => {
  const uncoded = (headers: IncomingHttpHeaders) => ({ readable: uncodeConditions(headers), headers });

  it('of If-None-Match match only in a coding that the request accepts: a 304 must lead to a copy that can be read', () => {
    const accepts = { 'accept-encoding': 'gzip, br;q=0', 'if-none-match': '"a+br", W/"a+gzip", "b"' };
    expect(uncoded(accepts)).toEqual({
      readable: ['W/"a+gzip"', '"b"'],
      headers: { 'accept-encoding': 'gzip, br;q=0', 'if-none-match': '"a+br", W/"a", "b"' },
    });
    expect(uncoded({ 'if-none-match': '"a+br"' }).headers['if-none-match']).toBe('"a+br"');
  });

  it('of If-Match hold in any coding: they speak of the state, not of a copy', () => {
    expect(uncoded({ 'if-match': '"a+br","b+zstd"' }).headers['if-match']).toBe('"a", "b"');
  });

  it('leave headers without such a tag, and If-Range, untouched', () => {
    const headers = { 'if-none-match': 'W/"a",  *', 'if-match': '*', 'if-range': '"a+br"' };
    expect(uncoded({ ...headers })).toEqual({ readable: undefined, headers });
  });

  it('are answered with the tag of the copy that the 200 would have been (RFC 9110 15.4.5)', () => {
    const headers = { 'accept-encoding': 'gzip, br', 'if-none-match': '"a+gzip", W/"a+br", "a"' };
    expect(sentEtag('"a"', uncodeConditions(headers)!)).toBe('"a+br"');
    expect(sentEtag('"b"', ['"a+br"'])).toBe('"b"');
  });
});
