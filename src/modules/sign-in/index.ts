/** Everything that other modules may use of signing in. */
export { BrowserSignIn } from './browser-sign-in.js';
export { type Exchange, type FormPage, FormPages, isForm, type PageTools } from './form-pages.js';
export { returnAddress } from './return-address.js';
export { type ArrivedPerson, SignInEvents } from './sign-in-events.js';
export { SignInModule } from './sign-in.module.js';
