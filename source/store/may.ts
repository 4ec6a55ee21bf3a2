import type {AccessQuestion} from '../model/cluster.ts';
import {clusterQuestions, type Granted, grantedIn} from '../model/granted.ts';
import {isRefusal} from '../model/plan.ts';
import {accessAsked} from '../resources/asked-access.ts';
import {mayOf} from './rights.ts';
import type {Screen} from './screen.ts';
import type {State} from './state.ts';

/** The namespace whose rights are told: the one that lists show, else the context's own. */
export function namespaceAsked({namespace, context}: State, {subject}: Pick<Screen, 'subject'>): string {
	return subject?.namespace || (namespace ?? context.namespace);
}

/** What I may do there, kind by kind; nothing while it is not known what the server serves. */
export function grantedHere(state: State, screen: Screen): readonly Granted[] {
	const served = state.discovery?.resources ?? [];
	return grantedIn(served, namespaceAsked(state, screen), question => mayOf(state, question));
}

/** The one question that a person typed, and its answer as far as there is one. */
export function askedHere(
	state: State,
	screen: Pick<Screen, 'subject'>,
): {readonly question: AccessQuestion; readonly isAllowed: boolean | undefined} | undefined {
	const {subject} = screen;
	if (subject === undefined) return undefined;
	const namespace = namespaceAsked(state, screen);
	const question = accessAsked(subject.name.split(' '), namespace, state.discovery?.resources ?? []);
	return isRefusal(question) ? undefined : {question, isAllowed: mayOf(state, question)};
}

/** What has to be asked one by one for the screen. */
export function questionsHere(state: State, screen: Screen): readonly AccessQuestion[] {
	if (screen.name !== 'can-i') return [];
	const asked = askedHere(state, screen);
	return [
		...(asked === undefined ? [] : [asked.question]),
		...clusterQuestions(state.discovery?.resources ?? []),
	];
}
