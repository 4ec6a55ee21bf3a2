import type {NoteRow} from '../store/lists/note.ts';
import type {Picture} from './picture.ts';
import {count, type Sentence, said, sayLength, withoutKeys} from './sentence.ts';

/** So many troubles that begin or end at once are told one by one. */
const most = 6;

const openings: Partial<Record<NoteRow['tone'], string>> = {bad: 'Trouble', warning: 'Warning'};

/** Troubles that began, grew worse or better in kind, and ended, worst first. */
export function troubleSentences({troubles: former}: Picture, {troubles, now}: Picture): readonly Sentence[] {
	const begun = [...troubles.values()].filter(({uid, tone}) => former.get(uid)?.tone !== tone);
	const ended = [...former.values()].filter(({uid, tone}) => !troubles.has(uid) && openings[tone]);
	return [
		...shortened(begun.map(sayTrouble), 'trouble', 'began: now lists all'),
		...shortened(
			ended.map(note => sayOver(note, now)),
			'trouble',
			'ended',
		),
	];
}

/** Troubles that stand and are told in other words: how many it concerns by now. */
export function troubleGrowth({troubles: former}: Picture, {troubles}: Picture): readonly Sentence[] {
	const changed = [...troubles.values()].filter(({uid, tone, says}) => {
		const before = former.get(uid);
		return before?.tone === tone && before.says !== says && openings[tone];
	});
	return shortened(
		changed.map(({says, namespace}) => said(`Now ${inNamespace(namespace)}${says}`)),
		'trouble',
		'changed: now lists all',
	);
}

export function sayTrouble({tone, namespace, says, hint}: NoteRow): Sentence {
	return said(`${openings[tone] ?? 'Note'}: ${inNamespace(namespace)}${says}`, withoutKeys(hint));
}

function sayOver({namespace, says, since}: NoteRow, now: number): Sentence {
	const lasted = since > 0 && now > since ? `It had begun ${sayLength(now - since)} before` : undefined;
	return said(`Over: ${inNamespace(namespace)}${says}`, lasted);
}

function inNamespace(namespace: string): string {
	return namespace === '' ? '' : `in ${namespace}, `;
}

/** All of them, or the first ones and how many more there are. */
export function shortened(sentences: readonly Sentence[], noun: string, what: string): readonly Sentence[] {
	if (sentences.length <= most) return sentences;
	const rest = sentences.length - most + 1;
	return [...sentences.slice(0, most - 1), said(`${count(rest, `more ${noun}`)} ${what}`)];
}
