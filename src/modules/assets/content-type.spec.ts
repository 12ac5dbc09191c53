import { kindOf } from './asset-kinds.js';
import { isShownInline, normalContentType, servedContentType, UNKNOWN_TYPE } from './content-type.js';

describe('Content types of assets (SPEC A-3, operations.md C5.2)', () => {
  it.each([
    'image/png\r\nSet-Cookie: a=b',
    'text/html, text/plain',
    'image',
    '/',
    '',
    'a/b/c',
    'text/<script>',
    'ïmage/png',
    `x/${'y'.repeat(200)}`,
  ])('knows nothing of %j', (text) => {
    expect(normalContentType(text)).toBe(UNKNOWN_TYPE);
    expect(servedContentType(text)).toBe(UNKNOWN_TYPE);
    expect(isShownInline(text)).toBe(false);
  });

  it.each([
    'text/html',
    'TEXT/HTML; charset=utf-8',
    'image/svg+xml',
    'image/svg+xml;x',
    ' Image/SVG+XML ;charset=x',
    'application/xhtml+xml',
    'application/xml',
    'text/xml',
    'text/javascript',
    'application/javascript',
    'application/pdf',
    'application/x-shockwave-flash',
    'text/css',
    'image/x-made-up',
    'video/x-made-up+xml',
    'application/octet-stream',
  ])('has %j saved, not shown', (type) => {
    expect(isShownInline(type)).toBe(false);
  });

  it.each([
    'image/png',
    'image/jpeg',
    'image/gif',
    'image/webp',
    'image/avif',
    'audio/mpeg',
    'video/mp4',
    'video/webm',
    'text/plain',
    'text/vtt',
  ])('shows %s', (type) => {
    expect(isShownInline(type)).toBe(true);
  });

  it('drops parameters that an author made up, and sends texts as UTF-8', () => {
    expect(servedContentType('text/plain; charset=utf-7')).toBe('text/plain; charset=utf-8');
    expect(servedContentType('image/png; x="\r\n"')).toBe('image/png');
    expect(servedContentType('text/html; charset=iso-8859-1')).toBe('text/html');
  });

  it('sends only registered types', () => {
    expect(servedContentType('application/x-made-up')).toBe(UNKNOWN_TYPE);
  });

  it.each([
    ['image/svg+xml', 'images'],
    ['application/pdf', 'documents'],
    ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'documents'],
    ['text/plain', 'documents'],
    ['audio/mpeg', 'audio'],
    ['video/mp4', 'video'],
    ['text/html', 'code'],
    ['text/x-python', 'code'],
    ['application/zip', 'other'],
    ['application/octet-stream', 'other'],
  ])('counts %s among the %s', (type, kind) => {
    expect(kindOf(type)).toBe(kind);
  });
});
