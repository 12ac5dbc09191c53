import type { Language } from '../../i18n/languages.js';
import { en } from './en.js';
import { es419 } from './es-419.js';
import { fr } from './fr.js';
import { de } from './de.js';
import { ptBr } from './pt-br.js';
import { ar } from './ar.js';
import { zhCn } from './zh-cn.js';
import type { Words } from './words.js';

export { fill, type Words } from './words.js';

/** The texts of the pages in each language; the type makes sure that none is missing (SPEC R-8). */
export const WORDS: Readonly<Record<Language, Words>> = {
  en,
  'es-419': es419,
  fr,
  de,
  'pt-BR': ptBr,
  ar,
  'zh-CN': zhCn,
};
