import { type Scope, SCOPED_RESOURCES } from '../../common/auth/scopes.js';
import type { Language } from '../../common/i18n/languages.js';
import { fill } from '../../common/html/words/index.js';

type Resource = (typeof SCOPED_RESOURCES)[number];

/** The texts of the page that asks for consent. `{0}` is a name. */
export interface ConsentWords {
  readonly title: string;
  readonly asks: string;
  readonly returnsTo: string;
  readonly actsAs: string;
  readonly takeBack: string;
  readonly allow: string;
  readonly deny: string;
  readonly read: string;
  readonly write: string;
  readonly readAll: string;
  readonly writeAll: string;
  readonly identity: string;
  readonly profile: string;
  readonly email: string;
  readonly resources: Readonly<Record<Resource, string>>;
}

/** What a scope allows, in words for the person who is asked. */
export function scopeInWords(scope: Scope, words: ConsentWords): string {
  switch (scope) {
    case 'read':
      return words.readAll;
    case 'write':
      return words.writeAll;
    case 'openid':
    case 'user_id':
      return words.identity;
    case 'profile':
      return words.profile;
    case 'email':
      return words.email;
    default: {
      const [resource, act] = scope.split(':') as [Resource, 'read' | 'write'];
      return fill(act === 'read' ? words.read : words.write, words.resources[resource]);
    }
  }
}

/** In every language; the type makes sure that none is missing (SPEC R-8). */
export const CONSENT_WORDS: Readonly<Record<Language, ConsentWords>> = {
  en: {
    title: 'Allow {0}?',
    asks: 'The application {0} would like to:',
    returnsTo: 'You will be taken to {0}.',
    actsAs: 'You are signed in as {0}. The application can do no more than you can.',
    takeBack: 'You can take this back at any time.',
    allow: 'Allow',
    deny: 'Do not allow',
    read: 'Read: {0}',
    write: 'Change: {0}',
    readAll: 'Read everything that you can read',
    writeAll: 'Change everything that you can change',
    identity: 'Know your username',
    profile: 'Know your full name, and whether you are on the staff',
    email: 'Know your e-mail address',
    resources: {
      courses: 'courses',
      content: 'course content',
      assets: 'files of courses',
      enrollments: 'enrollments',
      accounts: 'your account and preferences',
      organizations: 'organizations',
      tasks: 'your tasks',
      audit: 'the record of changes',
      events: 'what happens in courses',
    },
  },
  'es-419': {
    title: '¿Permitir el acceso a {0}?',
    asks: 'La aplicación {0} desea:',
    returnsTo: 'Será dirigido a {0}.',
    actsAs: 'Inició sesión como {0}. La aplicación no puede hacer más que usted.',
    takeBack: 'Puede retirar este permiso en cualquier momento.',
    allow: 'Permitir',
    deny: 'No permitir',
    read: 'Leer: {0}',
    write: 'Modificar: {0}',
    readAll: 'Leer todo lo que usted puede leer',
    writeAll: 'Modificar todo lo que usted puede modificar',
    identity: 'Conocer su nombre de usuario',
    profile: 'Conocer su nombre completo y si pertenece al personal',
    email: 'Conocer su dirección de correo electrónico',
    resources: {
      courses: 'cursos',
      content: 'contenido de los cursos',
      assets: 'archivos de los cursos',
      enrollments: 'inscripciones',
      accounts: 'su cuenta y sus preferencias',
      organizations: 'organizaciones',
      tasks: 'sus tareas',
      audit: 'el registro de cambios',
      events: 'lo que sucede en los cursos',
    },
  },
  fr: {
    title: 'Autoriser {0} ?',
    asks: 'L’application {0} souhaite :',
    returnsTo: 'Vous serez dirigé vers {0}.',
    actsAs: 'Vous êtes connecté en tant que {0}. L’application ne peut pas faire plus que vous.',
    takeBack: 'Vous pouvez retirer cette autorisation à tout moment.',
    allow: 'Autoriser',
    deny: 'Ne pas autoriser',
    read: 'Lire : {0}',
    write: 'Modifier : {0}',
    readAll: 'Lire tout ce que vous pouvez lire',
    writeAll: 'Modifier tout ce que vous pouvez modifier',
    identity: 'Connaître votre nom d’utilisateur',
    profile: 'Connaître votre nom complet et savoir si vous faites partie du personnel',
    email: 'Connaître votre adresse e-mail',
    resources: {
      courses: 'les cours',
      content: 'le contenu des cours',
      assets: 'les fichiers des cours',
      enrollments: 'les inscriptions',
      accounts: 'votre compte et vos préférences',
      organizations: 'les organisations',
      tasks: 'vos tâches',
      audit: 'le journal des modifications',
      events: 'ce qui se passe dans les cours',
    },
  },
  de: {
    title: '{0} erlauben?',
    asks: 'Die Anwendung {0} möchte:',
    returnsTo: 'Sie werden zu {0} weitergeleitet.',
    actsAs: 'Sie sind angemeldet als {0}. Die Anwendung kann nicht mehr tun als Sie.',
    takeBack: 'Sie können das jederzeit zurücknehmen.',
    allow: 'Erlauben',
    deny: 'Nicht erlauben',
    read: 'Lesen: {0}',
    write: 'Ändern: {0}',
    readAll: 'Alles lesen, was Sie lesen können',
    writeAll: 'Alles ändern, was Sie ändern können',
    identity: 'Ihren Benutzernamen erfahren',
    profile: 'Ihren vollen Namen erfahren, und ob Sie zum Personal gehören',
    email: 'Ihre E-Mail-Adresse erfahren',
    resources: {
      courses: 'Kurse',
      content: 'Kursinhalte',
      assets: 'Dateien von Kursen',
      enrollments: 'Einschreibungen',
      accounts: 'Ihr Konto und Ihre Einstellungen',
      organizations: 'Organisationen',
      tasks: 'Ihre Aufträge',
      audit: 'das Änderungsprotokoll',
      events: 'was in Kursen geschieht',
    },
  },
  'pt-BR': {
    title: 'Permitir {0}?',
    asks: 'O aplicativo {0} deseja:',
    returnsTo: 'Você será levado para {0}.',
    actsAs: 'Você entrou como {0}. O aplicativo não pode fazer mais do que você.',
    takeBack: 'Você pode retirar esta permissão a qualquer momento.',
    allow: 'Permitir',
    deny: 'Não permitir',
    read: 'Ler: {0}',
    write: 'Alterar: {0}',
    readAll: 'Ler tudo o que você pode ler',
    writeAll: 'Alterar tudo o que você pode alterar',
    identity: 'Saber seu nome de usuário',
    profile: 'Saber seu nome completo e se você faz parte da equipe',
    email: 'Saber seu endereço de e-mail',
    resources: {
      courses: 'cursos',
      content: 'conteúdo dos cursos',
      assets: 'arquivos dos cursos',
      enrollments: 'inscrições',
      accounts: 'sua conta e suas preferências',
      organizations: 'organizações',
      tasks: 'suas tarefas',
      audit: 'o registro de alterações',
      events: 'o que acontece nos cursos',
    },
  },
  ar: {
    title: 'هل تسمح لـ {0}؟',
    asks: 'يريد التطبيق {0}:',
    returnsTo: 'سيتم نقلك إلى {0}.',
    actsAs: 'أنت مسجّل الدخول باسم {0}. لا يمكن للتطبيق أن يفعل أكثر مما يمكنك أنت.',
    takeBack: 'يمكنك سحب هذا الإذن في أي وقت.',
    allow: 'السماح',
    deny: 'عدم السماح',
    read: 'قراءة: {0}',
    write: 'تغيير: {0}',
    readAll: 'قراءة كل ما يمكنك قراءته',
    writeAll: 'تغيير كل ما يمكنك تغييره',
    identity: 'معرفة اسم المستخدم الخاص بك',
    profile: 'معرفة اسمك الكامل وما إذا كنت من طاقم العمل',
    email: 'معرفة عنوان بريدك الإلكتروني',
    resources: {
      courses: 'المساقات',
      content: 'محتوى المساقات',
      assets: 'ملفات المساقات',
      enrollments: 'التسجيلات',
      accounts: 'حسابك وتفضيلاتك',
      organizations: 'المؤسسات',
      tasks: 'مهامك',
      audit: 'سجل التغييرات',
      events: 'ما يحدث في المقررات',
    },
  },
  'zh-CN': {
    title: '是否允许 {0}？',
    asks: '应用程序 {0} 希望：',
    returnsTo: '您将被转到 {0}。',
    actsAs: '您已登录为 {0}。该应用程序能做的不会超过您自己。',
    takeBack: '您可以随时撤回此许可。',
    allow: '允许',
    deny: '不允许',
    read: '读取：{0}',
    write: '更改：{0}',
    readAll: '读取您可以读取的所有内容',
    writeAll: '更改您可以更改的所有内容',
    identity: '知道您的用户名',
    profile: '知道您的全名以及您是否为工作人员',
    email: '知道您的电子邮件地址',
    resources: {
      courses: '课程',
      content: '课程内容',
      assets: '课程文件',
      enrollments: '选课记录',
      accounts: '您的账户和偏好设置',
      organizations: '组织',
      tasks: '您的任务',
      audit: '变更记录',
      events: '课程中发生的事件',
    },
  },
};
