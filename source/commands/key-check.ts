import {nearest} from '../model/nearest.ts';
import type {KeyChoices} from '../store/state.ts';
import {type Binding, harmOf, type Place, sayPlace} from './binding.ts';
import {allKeys, whyNoKey} from './key-names.ts';
import {keymap} from './keymap/index.ts';
import {keysOf} from './keys.ts';

/** What is wrong with keys of an operator's own, and with those of which binding. */
export type KeyFault = {readonly binding: string; readonly says: string};

/**
 * Why these keys cannot be had, or undefined. A name nobody knows was meant to
 * do something; two bindings on one key would leave one of them dead; and a key
 * that a hand presses without thinking must not begin a change, wherever it is
 * pressed. The table's own keys, which are none chosen, pass.
 */
export function faultInKeys(keys: KeyChoices): KeyFault | undefined {
	return faultInNames(keys) ?? faultInFixed(keys) ?? faultInReflexes(keys) ?? faultInPairs(keys);
}

function faultInNames(keys: KeyChoices): KeyFault | undefined {
	for (const [binding, chosen] of Object.entries(keys)) {
		if (!keymap.some(({name}) => name === binding)) {
			const names = keymap.map(({name}) => name);
			return {binding, says: `there is no key binding ${binding}${sayNearest(binding, names)}`};
		}
		for (const key of chosen) {
			const why = whyNoKey(key);
			if (why !== undefined) return {binding, says: `${binding} cannot be on ${key}: ${why}`};
			if (!allKeys.includes(key) && [...key].length !== 1)
				return {binding, says: `there is no key ${key}${sayNearest(key, allKeys)}`};
		}
	}
	return undefined;
}

function sayNearest(wanted: string, names: readonly string[]): string {
	const [near] = nearest(wanted, names);
	return near === undefined ? '' : `; the nearest is ${near}`;
}

/** Keys that always do the same: whoever is lost has them. */
const fixed: ReadonlyArray<{readonly key: string; readonly of: readonly string[]; readonly does: string}> = [
	{key: 'ctrl-c', of: ['quit'], does: 'leaves sluice'},
	{key: ':', of: ['command', 'command-instead'], does: 'takes a command'},
	{key: 'esc', of: ['back', 'cancel', 'leave', 'close', 'refuse-plugin'], does: 'goes back'},
];

function faultInFixed(keys: KeyChoices): KeyFault | undefined {
	for (const [binding, chosen] of Object.entries(keys)) {
		for (const {key, of, does} of fixed) {
			if (of.includes(binding) && !chosen.includes(key))
				return {binding, says: `${key} always ${does}: name it among the keys of ${binding}`};
			if (!of.includes(binding) && chosen.includes(key))
				return {binding, says: `${key} always ${does}, and cannot be given to ${binding}`};
		}
	}
	const isConfirmed = keys.confirm === undefined || keys.confirm.length > 0;
	return isConfirmed
		? undefined
		: {binding: 'confirm', says: 'without a key for confirm nothing could be confirmed'};
}

/** What is pressed without looking, whatever is bound to it. */
const reflexes = ['enter', 'esc', 'q', 'space', 'tab', 'backspace', 'n', ...'0123456789'];
const reflexBindings = ['open', 'back', 'mark', 'filter', 'help', 'menu', 'command', 'refresh'];

function faultInReflexes(keys: KeyChoices): KeyFault | undefined {
	const moving = keymap.filter(each => each.isNavigation || reflexBindings.includes(each.name));
	for (const changing of keymap.filter(isHarmful)) {
		for (const key of keysOf(changing, {keys})) {
			const other = moving.find(each => keysOf(each, {keys}).includes(key));
			if (other === undefined && !reflexes.includes(key)) continue;
			const binding = keys[changing.name] === undefined ? other!.name : changing.name;
			const means = other === undefined ? '' : `: it means ${other.name}`;
			return {binding, says: `${key} is pressed without thinking${means}; it must not ${harmOf(changing)}`};
		}
	}
	return undefined;
}

/** The preview of a draft is no harm by a reflex: what is drafted was meant. */
function isHarmful(binding: Binding): boolean {
	return harmOf(binding) !== undefined && binding.name !== 'preview';
}

/** Pairs that the table itself puts on one key are told apart by what is on screen. */
const pairsOfTable = new Set(pairsOn({}).map(({pair}) => sayPair(pair)));

type Pair = readonly [Binding, Binding];

function faultInPairs(keys: KeyChoices): KeyFault | undefined {
	for (const {key, pair} of pairsOn(keys)) {
		const [first, second] = pair;
		if (pairsOfTable.has(sayPair(pair))) continue;
		const says = whyNotBoth(key, first, second);
		if (says !== undefined)
			return {binding: keys[second.name] === undefined ? first.name : second.name, says};
	}
	return undefined;
}

function pairsOn(keys: KeyChoices): ReadonlyArray<{readonly key: string; readonly pair: Pair}> {
	return keymap.flatMap((first, f) =>
		keymap.slice(f + 1).flatMap(second => {
			const key = keysOf(first, {keys}).find(each => keysOf(second, {keys}).includes(each));
			return key === undefined ? [] : [{key, pair: [first, second] as const}];
		}),
	);
}

function sayPair([first, second]: Pair): string {
	return `${first.name} ${second.name}`;
}

function whyNotBoth(key: string, first: Binding, second: Binding): string | undefined {
	const both = [first, second];
	const confirming = both.find(({name}) => name === 'confirm');
	const other = both.find(each => each !== confirming)!;
	if (confirming !== undefined && isHarmful(other))
		return `${key} would both begin ${other.name} and confirm it: a key held down would do it`;
	const place = placeOfBoth(first, second);
	if (place !== undefined)
		return `${first.name} and ${second.name} are both on ${key} on ${sayPlace(place)}: move one of them, or take its key away with []`;
	const changing = both.find(isHarmful);
	const looking = both.find(({group}) => group === 'Look');
	return changing !== undefined && looking !== undefined
		? `${key} would be ${looking.name} in one place and ${changing.name} in another: a hand used to looking must not change anything`
		: undefined;
}

const places = [
	'now',
	'list',
	'split',
	'rollout',
	'detail',
	'logs',
	'yaml',
	'revisions',
	'journal',
	'contexts',
	'help',
] as const;
const aboutObjects: readonly Place[] = ['split', 'rollout', 'detail', 'logs', 'yaml', 'revisions'];

/** A place where both mean something. */
function placeOfBoth(first: Binding, second: Binding): Place | undefined {
	const [of, others] = [placesOf(first), placesOf(second)];
	return of.find(place => others.includes(place) && isOfSame(first, second, place));
}

function placesOf(binding: Binding): readonly Place[] {
	return binding.places.length === 0 ? places : binding.places;
}

function isOfSame(first: Binding, second: Binding, place: Place): boolean {
	const kinds = [first, second].map(({views, subjects = views}) => {
		if (place === 'list') return views;
		return aboutObjects.includes(place) ? subjects : undefined;
	});
	const [some, others] = kinds;
	return some === undefined || others === undefined || some.some(each => others.includes(each));
}
