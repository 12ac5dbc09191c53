/** Documents the usage key in a path. */
export const USAGE_KEY = {
  name: 'usage_key',
  description:
    'Key of the block; may carry `+branch@draft`, `+branch@published` or `+version@` and 24 hexadecimal digits after the run.',
  example: 'block-v1:Courseware+Tides101+2026+type@course+block@course',
};
