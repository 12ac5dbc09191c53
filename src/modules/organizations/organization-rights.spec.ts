import { Principal } from '../../common/auth/principal.js';
import { chainOf, isOrganizationCode } from './organization-code.js';
import { isOneself, OrganizationRights } from './organization-rights.js';

const EDIT = 'organizations.edit_organization';

describe('rights in organizations (SPEC E-3)', () => {
  const rights = OrganizationRights.of([
    { organizationId: 'utx.chem', role: 'delegate' },
    { organizationId: 'mitx', role: 'course_creator' },
  ]);

  it.each([
    'utx',
    'utx.physics',
    'utx.chemistry',
    'utx.che',
    'chem',
    'x.utx.chem',
    'utx.chem2.lab',
    'mitx',
    'mitx.lab',
  ])('do not reach %s from utx.chem', (id) => expect(rights.may(EDIT, id)).toBe(false));

  it.each(['utx.chem', 'utx.chem.lab', 'utx.chem.lab.bench'])('reach %s from utx.chem', (id) =>
    expect(rights.may(EDIT, id)).toBe(true),
  );

  it('above all organizations are those of global staff alone', () => {
    const everywhere = OrganizationRights.of(
      ['a', 'b', ''].map((organizationId) => ({ organizationId, role: 'delegate' })),
    );
    expect(everywhere.may('organizations.create_organization', null)).toBe(false);
    expect(OrganizationRights.globalStaff.may('organizations.create_organization', null)).toBe(true);
  });

  it('of nobody are none but to look', () => {
    expect(OrganizationRights.none.may('organizations.view_organization', 'utx')).toBe(true);
    expect(OrganizationRights.none.may('organizations.view_members', 'utx')).toBe(false);
  });

  it('know who one is in any case, and that nobody is nobody', () => {
    const andya = Principal.of({ userId: 1, username: 'AndyA', isStaff: false, isSuperuser: false });
    expect([isOneself(andya, 'andya'), isOneself(andya, 'andy'), isOneself(Principal.anonymous, 'andya')]).toEqual([true, false, false]); // prettier-ignore
  });
});

describe('codes of organizations', () => {
  it.each(['', '.', 'a.', '.a', 'a..b', 'a b', 'a/b', 'a+b', 'a@b', 'a\n', '\u{202e}a', 'x'.repeat(256)])(
    'are not %j',
    (code) => expect(isOrganizationCode(code)).toBe(false),
  );

  it.each(['UTx', 'UTx.chem', 'a-b_c~d', 'Université.Химия', 'x'.repeat(255)])('are %j', (code) =>
    expect(isOrganizationCode(code)).toBe(true),
  );

  it('have a chain of themselves and all above, the highest first', () => {
    expect(chainOf('utx.chem.lab')).toEqual(['utx', 'utx.chem', 'utx.chem.lab']);
  });
});
