import type {Ref} from '../model/ref.ts';
import {trim} from '../traffic/weights.ts';

/** One thing worth knowing, as plain words that a screen reader or a log can take. */
export type Sentence = {
	readonly says: string;
	/** The object that somebody changed, where it is worth asking who. */
	readonly changed?: Ref;
};

export function said(...parts: readonly (string | undefined)[]): Sentence {
	return {says: parts.filter(Boolean).map(sentence).join(' ')};
}

/** Ends with a full stop; a percentage is a word. */
function sentence(part: string | undefined): string {
	const text = (part ?? '').trim().replaceAll(/(\d) %/g, '$1 percent');
	return /[.!?:]$/.test(text) ? text : `${text}.`;
}

/** Keys that a hint names are words here: `:resume` is typed as `resume`, `ctrl-r` as `refresh`. */
export function withoutKeys(hint: string): string {
	return hint
		.replaceAll(/(^|[\s(])(:[a-z])/g, (_all, before: string, word: string) => before + word.slice(1))
		.replaceAll('ctrl-r', 'refresh')
		.replaceAll(/\bU(?= (?:takes|writes|in)\b)/g, 'undo')
		.replaceAll(/\bL(?= shows\b)/g, 'login')
		.replaceAll(' with ↑ and ↓', '');
}

/** `1 pod`, `312 pods`. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
	return `${amount} ${amount === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`; of more than `most` the first ones and how many more. */
export function listed(names: readonly string[], most = Number.POSITIVE_INFINITY): string {
	const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
	return shown.length < 2 ? (shown[0] ?? 'none') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** `25`, `33.33`; a share that weights give no meaning is `no share`. */
export function percent(share: number | null): string {
	return share === null ? 'no share' : trim(share);
}

/** How long something lasted, in words: `40 seconds`, `3 minutes`, `2 hours`. */
export function sayLength(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	if (seconds < 120) return count(seconds, 'second');
	const minutes = Math.floor(seconds / 60);
	return minutes < 120 ? count(minutes, 'minute') : count(Math.floor(minutes / 60), 'hour');
}

/** `14:02:11`, as the clock on the operator's wall shows it. */
export function sayTime(at: number): string {
	return new Date(at).toTimeString().slice(0, 8);
}

/** `2026-11-30`. */
export function sayDay(at: number): string {
	const day = new Date(at);
	const digits = (part: number) => String(part).padStart(2, '0');
	return `${day.getFullYear()}-${digits(day.getMonth() + 1)}-${digits(day.getDate())}`;
}
