import {askedVerbs, type Granted, sayAsked} from '../model/granted.ts';
import {askedHere, grantedHere, namespaceAsked} from '../store/may.ts';
import type {Screen} from '../store/screen.ts';
import {keyIn, type State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {cell, type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {type Section, sectionLines} from './detail-text.ts';
import {wrapWords} from './wrap.ts';

/** What I may do in a namespace, verb by verb and kind by kind, and the answer to what was asked. */
export function mayLines(theme: Theme, state: State, screen: Screen, width: number): readonly Line[] {
	const namespace = namespaceAsked(state, screen);
	if (state.discovery === undefined) return [[segment(' What the server serves is not known yet.', 'dim')]];
	const rows = grantedHere(state, screen);
	const some = rows.filter(({verbs}) => verbs.some(each => each === true));
	const none = rows.filter(({verbs}) => verbs.every(each => each === false || each === 'not-offered'));
	const unknown = rows.filter(row => !some.includes(row) && !none.includes(row));
	const inNamespace = [...some, ...unknown].filter(({isNamespaced}) => isNamespaced);
	const ofCluster = [...some, ...unknown.filter(row => isAnswerable(row))].filter(row => !row.isNamespaced);
	const sections: readonly Section[] = [
		{title: `In namespace ${neutral(namespace)}`, says: who(state), lines: table(theme, inNamespace)},
		{title: 'In no namespace', lines: table(theme, ofCluster)},
		...nothingSection(none, width),
	];
	return [
		...answerLines(theme, state, screen, width),
		...notes(state, namespace, width),
		...sections.filter(({lines}) => lines.length > 0).flatMap(each => sectionLines(theme, each, width)),
	];
}

/** Of what belongs to no namespace only what everybody uses is asked about. */
function isAnswerable({name}: Granted): boolean {
	return name === 'nodes' || name === 'namespaces';
}

function who({me}: State): string {
	return me === '' ? '' : `as ${neutral(me)}`;
}

function answerLines(theme: Theme, state: State, screen: Screen, width: number): readonly Line[] {
	const asked = askedHere(state, screen);
	if (asked === undefined) return [];
	const {question, isAllowed} = asked;
	const what = neutral(sayAsked(question));
	const [says, tone] =
		isAllowed === undefined
			? ([`Asking the server whether you may ${what}.`, 'progress'] as const)
			: isAllowed
				? ([`Yes: you may ${what}.`, 'good'] as const)
				: ([`No: you may not ${what}; no rule allows it.`, 'bad'] as const);
	return [...wrapWords([segment(` ${theme.signs[tone]} `, tone), segment(says, tone)], width - 1, 3), []];
}

function notes(state: State, namespace: string, width: number): readonly Line[] {
	const rights = state.rights[namespace];
	const says =
		rights === undefined
			? 'The server is being asked.'
			: rights.isComplete
				? `A key that needs what is missing here says so: ${keyIn(state, 'menu', 'm')} on a row lists every action and why it cannot be done.`
				: 'The server cannot list all rules: ? is asked for one by one, before a write and with :can-i VERB KIND.';
	return wrapWords([segment(` ${says}`, 'dim')], width - 1, 1);
}

const nameWidth = 33;
const verbWidth = 7;

function table(theme: Theme, rows: readonly Granted[]): readonly Line[] {
	if (rows.length === 0) return [];
	const head: Line = [
		segment('   '),
		cell('KIND', nameWidth, 'dim'),
		...askedVerbs.map(verb => cell(verb.toUpperCase(), verbWidth, 'dim')),
	];
	return [head, ...rows.map(row => rowLine(theme, row))];
}

function rowLine({glyphs}: Theme, {name, verbs}: Granted): Line {
	return [
		segment('   '),
		cell(neutral(name), nameWidth, 'plain', {cut: 'middle', ellipsis: glyphs.ellipsis}),
		...verbs.map(each => {
			if (each === 'not-offered') return cell('', verbWidth);
			if (each === undefined) return cell('?', verbWidth, 'warning');
			return each ? cell('yes', verbWidth, 'good') : cell('no', verbWidth, 'dim');
		}),
	];
}

function nothingSection(rows: readonly Granted[], width: number): readonly Section[] {
	if (rows.length === 0) return [];
	const names = rows.map(({name}) => name).join(', ');
	return [
		{
			title: 'Nothing at all',
			says: String(rows.length),
			lines: wrapWords([segment(`   ${neutral(names)}`, 'dim')], width - 1, 3),
		},
	];
}
