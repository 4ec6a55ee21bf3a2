import {sayMode} from '../store/arming.ts';
import type {NoteGroup, NoteRow} from '../store/lists/note.ts';
import {notesOf} from '../store/lists/notes.ts';
import {rolloutRows} from '../store/lists/rollouts.ts';
import {splitRows} from '../store/lists/splits.ts';
import type {State} from '../store/state.ts';
import {lost} from './link-sentences.ts';
import {type Picture, pictureOf} from './picture.ts';
import {sayRollout} from './rollout-sentences.ts';
import {count, type Sentence, said, sayDay, sayTime, withoutKeys} from './sentence.ts';
import {saySplit} from './split-sentences.ts';
import {sayTrouble} from './trouble-sentences.ts';

/** Where one is, before anything else: a line read later out of a log must say what it was about. */
export function placeSentence(state: State): Sentence {
	const {context, namespace, isProduction, me, rehearsal} = state;
	const what = rehearsal === undefined ? '' : 'a rehearsal, ';
	const mode = sayMode(state);
	const rights = mode === '' ? '' : `, ${mode}`;
	const who = me === '' ? '' : ` as ${me}`;
	return said(
		`sluice follows context ${context.name} (${what}${isProduction ? 'production' : 'not production'}${rights})${who}, ${namespace === undefined ? 'all namespaces' : `namespace ${namespace}`}`,
	);
}

/** At most so many sentences of a kind; the lists have the rest. */
const most = 20;

/** What the first screen would show, worst first, in sentences. */
export function summaryOf(state: State): readonly Sentence[] {
	const picture = pictureOf(state);
	const notes = notesOf(state);
	const troubles = [...picture.troubles.values()];
	return [
		...linkOf(picture),
		...headed(troubles.map(sayTrouble), sayTroubles(troubles, picture), 'trouble'),
		...ofGroup(notes, 'In progress')
			.filter(isOwn)
			.map(({says, hint}) => said(`In progress: ${says}`, withoutKeys(hint))),
		...headed(
			rolloutRows(state)
				.filter(({rollout}) => rollout.state !== 'settled')
				.map(row => sayRollout(row)),
			undefined,
			'rollout',
		),
		...headed(
			splitRows(state).map(({split}) => said(saySplit(split))),
			undefined,
			'split',
		),
		...ofGroup(notes, 'Last changes').map(({says, hint, since}) =>
			said(`Last change here, ${sayDay(since)} ${sayTime(since)}: ${says}`, hint),
		),
	];
}

function linkOf(picture: Picture): readonly Sentence[] {
	const {link, context} = picture;
	if (link.state === 'lost') return [lost(link, picture)];
	if (link.state === 'connecting')
		return [said(`Not all of ${context} has been read yet: more may come to light`)];
	return [];
}

function sayTroubles(troubles: readonly NoteRow[], {link}: Picture): Sentence {
	if (troubles.length > 0) return said(`${count(troubles.length, 'trouble')}, the worst first:`);
	return said(link.state === 'current' ? 'Nothing is in trouble' : 'No trouble is known');
}

/** Rollouts of engines are told of as such. */
function isOwn({uid}: NoteRow): boolean {
	return !uid.startsWith('left ');
}

function ofGroup(notes: readonly NoteRow[], group: NoteGroup): readonly NoteRow[] {
	return notes.filter(note => note.group === group && note.subject?.view !== 'rollouts');
}

function headed(
	sentences: readonly Sentence[],
	head: Sentence | undefined,
	noun: string,
): readonly Sentence[] {
	const rest = sentences.length - most;
	return [
		...(head === undefined ? [] : [head]),
		...sentences.slice(0, most),
		...(rest > 0 ? [said(`And ${count(rest, `more ${noun}`)}`)] : []),
	];
}
