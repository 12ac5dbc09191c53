/** What a username is: the same for accounts as for filters and bodies that name one. */
export { isUsername } from '../../common/validation/is-username.js';
