import { IsOptional, IsString } from 'class-validator';
import { InvalidInputError } from '../errors/app-error.js';
import { AllowsUnknown, StrictValidationPipe } from './validation.pipe.js';

class StrictQuery {
  @IsOptional()
  @IsString()
  readonly name?: string;
}

@AllowsUnknown()
class LegacyQuery {
  @IsOptional()
  @IsString()
  readonly name?: string;
}

class HeirOfLegacyQuery extends LegacyQuery {}

describe('StrictValidationPipe', () => {
  const read = (value: object, metatype: new () => object) =>
    new StrictValidationPipe().transform(value, { type: 'query', metatype });

  it('refuses a parameter that the class does not name, by its name (SPEC R-9)', async () => {
    await expect(read({ nmae: 'a' }, StrictQuery)).rejects.toMatchObject({
      fieldErrors: { nmae: [expect.stringContaining('nmae is not known here.')] },
    });
  });

  it('leaves alone what a decorator of ours hands to a route: it is no input, and may refer to itself', async () => {
    const once: Record<string, unknown> = {};
    once.request = once;
    const pipe = new StrictValidationPipe();
    await expect(pipe.transform(once, { type: 'custom', metatype: StrictQuery })).resolves.toBe(once);
  });

  it('drops such a parameter where the class allows unknown ones (SPEC section 9)', async () => {
    await expect(read({ name: 'a', nmae: 'b' }, LegacyQuery)).resolves.toEqual({ name: 'a' });
  });

  it('still checks the known parameters of such a class', async () => {
    await expect(read({ name: ['a', 'b'], x: '1' }, LegacyQuery)).rejects.toThrow(InvalidInputError);
  });

  it('refuses unknown parameters of a class that merely extends such a one', async () => {
    await expect(read({ nmae: 'a' }, HeirOfLegacyQuery)).rejects.toThrow(InvalidInputError);
  });

  it('does not look into what decorators of ours inject: it did not come with the request, and may be endless', async () => {
    const service: { self?: object } = {};
    service.self = service;
    const read = new StrictValidationPipe().transform(service, { type: 'custom', metatype: Object });
    await expect(read).resolves.toBe(service);
  });
});
