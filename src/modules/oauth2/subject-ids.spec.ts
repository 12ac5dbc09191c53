import { MemoryKeyStore } from './oauth2.fixture.js';
import { SubjectIds } from './subject-ids.js';

describe('the subject of an account', () => {
  it('says nothing of the id in the database (SPEC I-1), and needs the key to be guessed', async () => {
    const [here, elsewhere] = [new SubjectIds(new MemoryKeyStore()), new SubjectIds(new MemoryKeyStore())];
    expect(await here.of(7)).toMatch(/^[0-9a-f]{32}$/);
    expect(await here.of(7)).not.toBe(await elsewhere.of(7));
  });

  it('is another one for every account', async () => {
    const subjects = new SubjectIds(new MemoryKeyStore());
    const ids = await Promise.all(Array.from({ length: 100 }, (_, id) => subjects.of(id)));
    expect(new Set(ids).size).toBe(100);
  });

  it('is the same in another process and after a restart', async () => {
    const store = new MemoryKeyStore();
    expect(await new SubjectIds(store).of(7)).toBe(await new SubjectIds(store).of(7));
  });

  it('is found once the database is back, if it was away at first', async () => {
    const store = new MemoryKeyStore();
    const secret = store.secret.bind(store);
    let failures = 1;
    store.secret = async (...args) => {
      if (failures-- > 0) throw new Error('away');
      return secret(...args);
    };
    const subjects = new SubjectIds(store);
    await expect(subjects.of(7)).rejects.toThrow('away');
    expect(await subjects.of(7)).toMatch(/^[0-9a-f]{32}$/);
  });
});
