import type { SignInWords } from './sign-in-words.js';

/** The texts of signing in, in German. */
export const de: SignInWords = {
  username: 'Benutzername',
  nameOrEmail: 'Benutzername oder E-Mail-Adresse',
  email: 'E-Mail-Adresse',
  fullName: 'Vollständiger Name (freiwillig)',
  password: 'Passwort',
  newPassword: 'Neues Passwort',
  currentPassword: 'Bisheriges Passwort',
  usernameHint: '2 bis 30 Buchstaben, Ziffern oder Zeichen aus _ . - Er ist öffentlich und ändert sich nie.',
  passwordHint: 'Mindestens 8 Zeichen. Nicht Ihr Name und kein verbreitetes Passwort.',
  signedOut: 'Sie sind abgemeldet.',
  signOutQuestion: 'Möchten Sie sich abmelden?',
  forgotPassword: 'Passwort vergessen?',
  createAccount: 'Konto anlegen',
  haveAccount: 'Ich habe schon ein Konto',
  registrationClosed: 'Hier kann man sich nicht selbst registrieren. Bitten Sie die Betreiber um ein Konto.',
  changePassword: 'Passwort ändern',
  passwordChanged: 'Ihr Passwort ist geändert. Überall sonst sind Sie abgemeldet.',
  deactivateAccount: 'Mein Konto deaktivieren',
  deactivateHint:
    'Mit diesem Konto kann sich dann niemand mehr anmelden, und Sie werden überall abgemeldet. Nichts, was Sie gemacht haben, wird gelöscht. Nur die Betreiber dieses Dienstes können es wieder aktivieren.',
  accountDeactivated: 'Ihr Konto ist deaktiviert.',
  resetPassword: 'Passwort zurücksetzen',
  resetHint:
    'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein. Gibt es ein Konto mit bestätigter Adresse, senden wir einen Link dorthin.',
  sendLink: 'Link senden',
  linkSent: 'Wenn es ein solches Konto gibt, ist ein Link unterwegs. Er gilt eine Stunde.',
  linkGone: 'Dieser Link gilt nicht mehr. Er gilt einmal, und nur der zuletzt gesendete.',
  askForLink: 'Neuen Link anfordern',
  verifyEmail: 'E-Mail-Adresse bestätigen',
  verifyHint: 'Bestätigen Sie, dass {0} die Adresse des Kontos {1} ist.',
  verified: 'Die Adresse ist bestätigt.',
  verificationSent:
    'Wir haben einen Link an {0} gesendet. Folgen Sie ihm, um zu bestätigen, dass die Adresse Ihnen gehört.',
  verificationPending: 'Ihre E-Mail-Adresse ist noch nicht bestätigt.',
  addressTaken: 'Diese Adresse gehört schon zu einem anderen Konto.',
  noMail: 'Dieser Dienst verschickt keine E-Mails. Wenden Sie sich an seine Betreiber.',
  sendAgain: 'Link noch einmal senden',
  goOn: 'Weiter',
  greeting: 'Guten Tag {0},',
  mailReset:
    'jemand hat für Ihr Konto ein neues Passwort angefordert. Mit diesem Link können Sie innerhalb einer Stunde einmal eines setzen:',
  mailVerify: 'bestätigen Sie innerhalb von 24 Stunden mit diesem Link, dass dies Ihre Adresse ist:',
  mailTaken:
    'jemand wollte mit dieser Adresse ein Konto anlegen; sie gehört schon zu Ihrem Konto. Wenn Sie es waren, melden Sie sich an oder setzen Sie hier ein neues Passwort:',
  mailTakenSubject: 'Ihr Konto',
  mailNotYou: 'Wenn Sie das nicht waren, brauchen Sie nichts zu tun.',
};
