import { PreconditionFailedError, PreconditionRequiredError, Preconditions } from './preconditions.js';

const sent = (headers: Record<string, string>) => Preconditions.of({ headers });
const fails = (attempt: () => void) => {
  try {
    attempt();
    return null;
  } catch (error) {
    return error;
  }
};

describe('the preconditions of a write (SPEC R-12, RFC 9110 13)', () => {
  it.each([
    ['"6745.other"', '6746'],
    ['"6745"', '6746'],
    // A version that begins alike is another one.
    ['"67"', '6745'],
    ['"67.x"', '6745'],
    // If-Match compares strongly: a weak tag never matches.
    ['W/"6745.x"', '6745'],
    ['6745', '6745'],
    ['nonsense', '6745'],
    ['', '6745'],
    ['"', '6745'],
    ['*', null],
    ['"6745.x"', null],
  ])('If-Match: %s does not hold at version %s: 412 that names it', (header, current) => {
    const error = fails(() => sent({ 'if-match': header }).check(current));
    expect(error).toBeInstanceOf(PreconditionFailedError);
    expect(error).toMatchObject({ status: 412, extra: { current_version: current } });
  });

  it.each([
    ['"6745.x"', '6745'],
    ['"6745.of-another-view-or-caller"', '6745'],
    ['"6745"', '6745'],
    ['"other.x", "6745.x"', '6745'],
    ['"a,b.x", "6745.x"', '6745'],
    ['*', '6745'],
  ])('If-Match: %s holds at version %s', (header, current) => {
    expect(() => sent({ 'if-match': header }).check(current)).not.toThrow();
  });

  it('If-None-Match: * creates and never overwrites', () => {
    expect(() => sent({ 'if-none-match': '*' }).check(null)).not.toThrow();
    expect(fails(() => sent({ 'if-none-match': '*' }).check('1'))).toBeInstanceOf(PreconditionFailedError);
  });

  it('hold when none is sent, unless the resource demands one: 428 (RFC 6585 3)', () => {
    expect(() => sent({}).check('1')).not.toThrow();
    expect(() => Preconditions.none.check(null)).not.toThrow();
    expect(fails(() => sent({}).demand('1'))).toBeInstanceOf(PreconditionRequiredError);
    expect(() => sent({ 'if-match': '*' }).demand('1')).not.toThrow();
    expect(fails(() => sent({ 'if-match': '"2"' }).demand('1'))).toBeInstanceOf(PreconditionFailedError);
  });
});
