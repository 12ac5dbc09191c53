/** Everything that other modules may use of signing in. */
export { SignInModule } from './sign-in.module.js';
