import type { ComponentChildren, JSX } from 'preact';
import { CSRF_FIELD } from '../../auth/csrf-tokens.js';
import { showable } from '../safe-text.js';
import { Text } from './text.js';

/** What a form needs that is sent by a page of this service (CsrfTokens.issue). Every form that does not only read has one. */
export function CsrfField({ token }: { token: string }): JSX.Element {
  return <input type="hidden" name={CSRF_FIELD} value={token} />;
}

export interface FormProps {
  /** Path of this service. */
  readonly action: string;
  readonly csrfToken: string;
  /** What goes along unseen. */
  readonly hidden?: Readonly<Record<string, string>>;
  readonly button: string;
  readonly children?: ComponentChildren;
}

/** A form that does something, one field below the other. */
export function Form({ action, csrfToken, hidden = {}, button, children }: FormProps): JSX.Element {
  return (
    <form method="post" action={action} class="upright">
      <CsrfField token={csrfToken} />
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={showable(value)} />
      ))}
      {children}
      <button type="submit">{button}</button>
    </form>
  );
}

export interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'email' | 'password';
  /** What was entered before. Never a password: it would stand in the page. */
  readonly value?: string;
  /** What browsers and password stores recognise the field by (HTML 4.10.18.7). */
  readonly autocomplete: string;
  readonly required?: boolean;
  readonly hint?: string;
  /** What is wrong with what was entered. */
  readonly fault?: string;
}

/** One line to enter something in, with its label, what helps, and what was wrong. */
export function TextField(field: TextFieldProps): JSX.Element {
  const { name, label, type = 'text', value, autocomplete, required = true, hint, fault } = field;
  const id = `f-${name}`;
  const notes = [...(hint ? [`${id}-hint`] : []), ...(fault ? [`${id}-fault`] : [])].join(' ');
  const control = {
    id,
    name,
    type,
    dir: type === 'text' ? 'auto' : 'ltr',
    value: value === undefined ? undefined : showable(value),
    autocomplete,
    required,
    'aria-describedby': notes || undefined,
    'aria-invalid': fault ? 'true' : undefined,
    // The typings know a class for each type, and none for "one of these".
  } as JSX.IntrinsicElements['input'];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input {...control} />
      {hint && (
        <span class="quiet" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {fault && (
        <span class="fault" id={`${id}-fault`}>
          <Text value={fault} />
        </span>
      )}
    </div>
  );
}

/** What came of something, or what is wrong with all of it; read out at once by screen readers. */
export function Notice({ isFault = false, children }: { isFault?: boolean; children: ComponentChildren }): JSX.Element {
  return (
    <p class={isFault ? 'notice fault' : 'notice'} role={isFault ? 'alert' : 'status'}>
      {children}
    </p>
  );
}
