import type {Plugin} from '../model/login.ts';
import type {Trouble} from '../model/trouble.ts';
import type {Event} from './events.ts';
import {reflexMs} from './run.ts';
import {keyIn, type State, type Stream} from './state.ts';

/** A program of a kubeconfig in front of everything else, for a person to allow it or not. */
export type Question = {
	readonly plugin: Plugin;
	/** When the whole of it had reached the terminal; an answer within the next moment is a reflex. */
	readonly shownAt?: number;
	/** First line in sight. */
	readonly first: number;
};

/** What it takes to be let in, and what is asked of a person for it. */
export function reduceLogin(state: State, event: Event): State {
	switch (event.type) {
		case 'loginNeeded':
			return offered({...state, login: event.need}, state);
		case 'loginAsked':
			return {...state, logins: state.logins + 1};
		case 'loginEnded':
			return ended(state, event);
		case 'pluginShown':
			return {...state, question: {plugin: event.plugin, first: 0}};
		case 'questionDrawn':
			return (state.question && {...state, question: {...state.question, shownAt: event.at}}) || state;
		case 'questionScrolled':
			return scrolled(state, event.by, event.last);
		case 'pluginAnswered':
			return answered(state, event.isAllowed, event.at);
		default:
			return state;
	}
}

/** A question comes by itself once, and never between somebody and what he is doing. */
function offered(state: State, {login: before}: State): State {
	const {login, prompt, dialog, menu, question} = state;
	const isBusy = prompt !== undefined || dialog !== undefined || menu !== undefined;
	const isNew = login?.way === 'consent' && before?.way !== 'consent';
	if (!isNew || isBusy || question !== undefined || login.plugin === undefined) return state;
	return {...state, question: {plugin: login.plugin, first: 0}};
}

/** Whoever logged in wants to see what has happened meanwhile, whatever was being waited for. */
function ended(state: State, {trouble, at}: Extract<Event, {type: 'loginEnded'}>): State {
	if (trouble === undefined) {
		return {
			...state,
			refreshes: state.refreshes + 1,
			flash: {tone: 'good', says: 'Logged in. What waited for it is tried again.', at},
		};
	}
	return {
		...state,
		flash: {tone: 'bad', says: trouble.says, hint: trouble.hint, at},
	};
}

function scrolled(state: State, by: number, last: number): State {
	const {question} = state;
	if (question === undefined) return state;
	return {...state, question: {...question, first: Math.min(Math.max(0, question.first + by), last)}};
}

function answered(state: State, isAllowed: boolean, at: number): State {
	const {question} = state;
	if (question === undefined) return state;
	if (!isAllowed) {
		const says = `${question.plugin.command} is not run.`;
		return {
			...state,
			question: undefined,
			flash: {tone: 'warning', says, hint: `${keyIn(state, 'login', 'L')} shows it again`, at},
		};
	}
	if (question.shownAt === undefined || at - question.shownAt < reflexMs)
		return {
			...state,
			flash: {tone: 'warning', says: 'Too quick to have read it: answer once more.', at},
		};
	return {
		...state,
		question: undefined,
		allowed: question.plugin,
		refreshes: state.refreshes + 1,
		streams: awaiting(state.streams, question.plugin),
		discoveryTrouble: isUnallowed(state.discoveryTrouble) ? undefined : state.discoveryTrouble,
	};
}

/** It runs now: that nobody had allowed it is no longer why there is nothing to see. */
function awaiting(streams: State['streams'], {command}: Plugin): State['streams'] {
	const trouble: Trouble = {
		reason: 'credentials',
		says: `${command} was started for credentials, and has given none yet.`,
		hint: 'One that gives no answer is ended after a minute.',
	};
	const waits = ({health}: Stream) => health.state === 'stale' && isUnallowed(health.trouble);
	return Object.fromEntries(
		Object.entries(streams).map(([view, stream]) => [
			view,
			waits(stream) ? ({...stream, health: {...stream.health, trouble}} as Stream) : stream,
		]),
	);
}

function isUnallowed(trouble: Trouble | undefined): boolean {
	return trouble?.reason === 'credentials' && trouble.awaits === 'person';
}
