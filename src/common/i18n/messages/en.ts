import type { Messages } from '../message-catalogue.js';

/** English. The sentences for the error codes stand in the catalogue of errors. */
export const ENGLISH_FIELDS: Messages['fields'] = {
  invalid: 'This value is not valid.',
  required: 'This is required.',
  unknown: 'This is not expected here.',
  not_text: 'Please enter a text.',
  not_number: 'Please enter a number.',
  not_whole_number: 'Please enter a whole number.',
  not_boolean: 'Please choose yes or no.',
  not_list: 'A list is needed here.',
  not_object: 'This does not have the right form.',
  not_instant: 'Please enter a valid date and time with its time zone.',
  not_email: 'Please enter a valid e-mail address.',
  not_url: 'Please enter a valid web address.',
  not_key: 'This identifier is not valid.',
  not_username: 'Please enter a valid username.',
  not_one_of: 'Please choose one of these: {values}.',
  not_storable: 'This text has a character that is not allowed.',
  too_long: 'This is too long. Maximum number of characters: {max}.',
  too_short: 'This is too short. Minimum number of characters: {min}.',
  too_large: 'The largest possible value is {max}.',
  too_small: 'The smallest possible value is {min}.',
  too_many: 'These are too many. Maximum number: {max}.',
  too_few: 'These are too few. Minimum number: {min}.',
  repeated: 'This has the same value more than once.',
};
