import type { SignInWords } from './sign-in-words.js';

/** The texts of signing in, in Latin American Spanish. */
export const es419: SignInWords = {
  username: 'Nombre de usuario',
  nameOrEmail: 'Nombre de usuario o correo electrónico',
  email: 'Correo electrónico',
  fullName: 'Nombre completo (opcional)',
  password: 'Contraseña',
  newPassword: 'Contraseña nueva',
  currentPassword: 'Contraseña actual',
  usernameHint: 'De 2 a 30 letras, números o alguno de _ . - Es público y nunca cambia.',
  passwordHint: 'Al menos 8 caracteres. Ni su nombre ni una contraseña común.',
  signedOut: 'Ha cerrado la sesión.',
  signOutQuestion: '¿Desea cerrar la sesión?',
  forgotPassword: '¿Olvidó su contraseña?',
  createAccount: 'Crear una cuenta',
  haveAccount: 'Ya tengo una cuenta',
  registrationClosed: 'El registro está cerrado aquí. Pida una cuenta a quienes administran este servicio.',
  changePassword: 'Cambiar la contraseña',
  passwordChanged: 'Su contraseña ha cambiado. Se cerró la sesión en todos los demás lugares.',
  deactivateAccount: 'Desactivar mi cuenta',
  deactivateHint:
    'Nadie podrá iniciar sesión con esta cuenta y se cerrará su sesión en todas partes. No se borra nada de lo que hizo. Solo los operadores de este servicio pueden volver a activarla.',
  accountDeactivated: 'Su cuenta está desactivada.',
  resetPassword: 'Restablecer la contraseña',
  resetHint:
    'Escriba su nombre de usuario o correo electrónico. Si hay una cuenta con una dirección confirmada, enviaremos un enlace.',
  sendLink: 'Enviar el enlace',
  linkSent: 'Si existe esa cuenta, un enlace está en camino. Sirve durante una hora.',
  linkGone: 'Este enlace ya no sirve. Sirve una sola vez, y solo el último que se envió.',
  askForLink: 'Pedir un enlace nuevo',
  verifyEmail: 'Confirmar el correo electrónico',
  verifyHint: 'Confirme que {0} es la dirección de la cuenta {1}.',
  verified: 'La dirección está confirmada.',
  verificationSent: 'Enviamos un enlace a {0}. Sígalo para confirmar que la dirección es suya.',
  verificationPending: 'Su correo electrónico aún no está confirmado.',
  addressTaken: 'Esta dirección ya pertenece a otra cuenta.',
  sendAgain: 'Enviar el enlace otra vez',
  goOn: 'Continuar',
  greeting: 'Hola, {0}:',
  mailReset:
    'alguien pidió una contraseña nueva para su cuenta. Este enlace permite elegirla, una vez, durante una hora:',
  mailVerify: 'confirme en las próximas 24 horas que esta es su dirección con este enlace:',
  mailTaken:
    'alguien intentó crear una cuenta con esta dirección, que ya pertenece a su cuenta. Si fue usted, inicie sesión o elija aquí una contraseña nueva:',
  mailTakenSubject: 'Su cuenta',
  mailNotYou: 'Si no fue usted, no haga nada.',
};
