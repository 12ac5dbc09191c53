import type { Language } from '../../../common/i18n/languages.js';
import { en } from './en.js';
import { de } from './de.js';
import { fr } from './fr.js';
import { es419 } from './es-419.js';
import { ptBr } from './pt-br.js';
import { ar } from './ar.js';
import { zhCn } from './zh-cn.js';
import type { SignInWords } from './sign-in-words.js';

export type { SignInWords } from './sign-in-words.js';

/** The texts in each language; the type makes sure that none is missing (SPEC R-8). */
export const SIGN_IN_WORDS: Readonly<Record<Language, SignInWords>> = {
  en,
  de,
  fr,
  'es-419': es419,
  'pt-BR': ptBr,
  ar,
  'zh-CN': zhCn,
};
