import type { SignInWords } from './sign-in-words.js';

/** The texts of signing in, in French. */
export const fr: SignInWords = {
  username: 'Nom d’utilisateur',
  nameOrEmail: 'Nom d’utilisateur ou adresse e-mail',
  email: 'Adresse e-mail',
  fullName: 'Nom complet (facultatif)',
  password: 'Mot de passe',
  newPassword: 'Nouveau mot de passe',
  currentPassword: 'Mot de passe actuel',
  usernameHint: 'De 2 à 30 lettres, chiffres ou caractères parmi _ . - Il est public et ne change jamais.',
  passwordHint: 'Au moins 8 caractères. Ni votre nom, ni un mot de passe courant.',
  signedOut: 'Vous êtes déconnecté.',
  signOutQuestion: 'Voulez-vous vous déconnecter ?',
  forgotPassword: 'Mot de passe oublié ?',
  createAccount: 'Créer un compte',
  haveAccount: 'J’ai déjà un compte',
  registrationClosed: 'Les inscriptions sont fermées ici. Demandez un compte aux responsables de ce service.',
  changePassword: 'Changer le mot de passe',
  passwordChanged: 'Votre mot de passe est changé. Vous êtes déconnecté partout ailleurs.',
  deactivateAccount: 'Désactiver mon compte',
  deactivateHint:
    'Personne ne pourra plus se connecter avec ce compte, et vous serez déconnecté partout. Rien de ce que vous avez fait n’est supprimé. Seuls les opérateurs de ce service peuvent le réactiver.',
  accountDeactivated: 'Votre compte est désactivé.',
  resetPassword: 'Réinitialiser le mot de passe',
  resetHint:
    'Saisissez votre nom d’utilisateur ou votre adresse e-mail. S’il existe un compte avec une adresse confirmée, nous y envoyons un lien.',
  sendLink: 'Envoyer le lien',
  linkSent: 'Si un tel compte existe, un lien est en route. Il est valable une heure.',
  linkGone: 'Ce lien n’est plus valable. Il sert une seule fois, et seul le dernier envoyé compte.',
  askForLink: 'Demander un nouveau lien',
  verifyEmail: 'Confirmer l’adresse e-mail',
  verifyHint: 'Confirmez que {0} est l’adresse du compte {1}.',
  verified: 'L’adresse est confirmée.',
  verificationSent: 'Nous avons envoyé un lien à {0}. Suivez-le pour confirmer que l’adresse est la vôtre.',
  verificationPending: 'Votre adresse e-mail n’est pas encore confirmée.',
  addressTaken: 'Cette adresse appartient déjà à un autre compte.',
  sendAgain: 'Envoyer à nouveau le lien',
  goOn: 'Continuer',
  greeting: 'Bonjour {0},',
  mailReset:
    'quelqu’un a demandé un nouveau mot de passe pour votre compte. Ce lien permet d’en choisir un, une fois, dans l’heure :',
  mailVerify: 'confirmez dans les 24 heures que cette adresse est la vôtre en suivant ce lien :',
  mailTaken:
    'quelqu’un a essayé de créer un compte avec cette adresse, qui appartient déjà à votre compte. Si c’était vous, connectez-vous ou choisissez ici un nouveau mot de passe :',
  mailTakenSubject: 'Votre compte',
  mailNotYou: 'Si ce n’était pas vous, ne faites rien.',
};
