import {nearest} from '../model/nearest.ts';
import type {KeyChoices} from '../store/state.ts';
import {type Binding, harmOf, type Place, sayPlace} from './binding.ts';
import {allKeys, whyNoKey} from './key-names.ts';
import {keymap} from './keymap/index.ts';
import {keysOf} from './keys.ts';

/** What is wrong with keys of an operator's own, with those of which binding, and what to do about it. */
export type KeyFault = {readonly binding: string; readonly says: string; readonly next: string};

/** A key that was found wrong for a binding is not told again for what else is wrong with it. */
type Found = KeyFault & {readonly key: string};

/**
 * Why these keys cannot be had: all there is to say, so that nobody has to come
 * back for the next. A name nobody knows was meant to do something; two
 * bindings on one key would leave one of them dead; and a key that a hand
 * presses without thinking must not begin a change, wherever it is pressed. The
 * table's own keys, which are none chosen, pass.
 */
export function faultsInKeys(keys: KeyChoices): readonly KeyFault[] {
	const alone = onceEach([...faultsInNames(keys), ...faultsInFixed(keys), ...faultsInReflexes(keys)]);
	return [...alone, ...faultsInPairs(keys, alone)];
}

function onceEach(found: readonly Found[]): readonly Found[] {
	return found.filter((fault, index) => found.findIndex(each => isSameKey(each, fault)) === index);
}

function isSameKey(one: Found, other: Found): boolean {
	return one.binding === other.binding && one.key === other.key;
}

const howToName = 'Help (?) and the README name all bindings and their keys.';

function faultsInNames(keys: KeyChoices): readonly Found[] {
	const names = keymap.map(({name}) => name);
	return Object.entries(keys).flatMap(([binding, chosen]): readonly Found[] => {
		if (!names.includes(binding))
			return [
				{
					binding,
					key: '',
					says: `there is no key binding ${binding}${sayNearest(binding, names)}`,
					next: howToName,
				},
			];
		return chosen.flatMap(key => {
			const says = whyNotNamed(binding, key);
			return says === undefined ? [] : [{binding, key, says, next: `Choose another key for ${binding}.`}];
		});
	});
}

function whyNotNamed(binding: string, key: string): string | undefined {
	const why = whyNoKey(key);
	if (why !== undefined) return `${binding} cannot be on ${key}: ${why}`;
	return allKeys.includes(key) || [...key].length === 1
		? undefined
		: `there is no key ${key}${sayNearest(key, allKeys)}`;
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

function faultsInFixed(keys: KeyChoices): readonly Found[] {
	const found = Object.entries(keys).flatMap(([binding, chosen]) =>
		fixed.flatMap(({key, of, does}): readonly Found[] => {
			if (of.includes(binding) === chosen.includes(key)) return [];
			return of.includes(binding)
				? [
						{
							binding,
							key,
							says: `${key} always ${does}`,
							next: `Name ${key} among the keys of ${binding}.`,
						},
					]
				: [
						{
							binding,
							key,
							says: `${key} always ${does}, and cannot be given to ${binding}`,
							next: `Choose another key for ${binding}.`,
						},
					];
		}),
	);
	if (keys.confirm === undefined || keys.confirm.length > 0) return found;
	const says = 'without a key for confirm nothing could be confirmed';
	return [...found, {binding: 'confirm', key: '', says, next: 'Give it a key, or leave it out for y.'}];
}

/** What is pressed without looking, whatever is bound to it. */
const reflexes = ['enter', 'esc', 'q', 'space', 'tab', 'backspace', 'n', ...'0123456789'];
const reflexBindings = ['open', 'back', 'mark', 'filter', 'help', 'menu', 'command', 'refresh'];

function faultsInReflexes(keys: KeyChoices): readonly Found[] {
	const moving = keymap.filter(each => each.isNavigation || reflexBindings.includes(each.name));
	return keymap.filter(isHarmful).flatMap(changing =>
		keysOf(changing, {keys}).flatMap((key): readonly Found[] => {
			const other = moving.find(each => keysOf(each, {keys}).includes(key));
			if (other === undefined && !reflexes.includes(key)) return [];
			const binding = keys[changing.name] === undefined ? other!.name : changing.name;
			const means = other === undefined ? '' : `: it means ${other.name}`;
			const says = `${key} is pressed without thinking${means}; it must not ${harmOf(changing)}`;
			return [{binding, key, says, next: `Choose another key for ${binding}.`}];
		}),
	);
}

/** The preview of a draft is no harm by a reflex: what is drafted or filled in was meant. */
function isHarmful(binding: Binding): boolean {
	return harmOf(binding) !== undefined && !['preview', 'preview-form'].includes(binding.name);
}

/** Pairs that the table itself puts on one key are told apart by what is on screen. */
const pairsOfTable = new Set(pairsOn({}).map(({pair}) => sayPair(pair)));

type Pair = readonly [Binding, Binding];

/** Where a binding meets several on its key, the first is named: moving it away ends them all. Of two that were both chosen nothing is left out. */
function faultsInPairs(keys: KeyChoices, alone: readonly Found[]): readonly KeyFault[] {
	const found = pairsOn(keys).flatMap(({key, pair}): readonly (Found & {readonly isOfBoth: boolean})[] => {
		const [first, second] = pair;
		if (pairsOfTable.has(sayPair(pair))) return [];
		const said = whyNotBoth(key, first, second);
		if (said === undefined) return [];
		const binding = keys[second.name] === undefined ? first.name : second.name;
		const isTold = alone.some(each => each.key === key && pair.some(({name}) => name === each.binding));
		const isOfBoth = keys[first.name] !== undefined && keys[second.name] !== undefined;
		return isTold ? [] : [{binding, key, ...said, isOfBoth}];
	});
	return found.filter(
		(fault, index) => fault.isOfBoth || found.findIndex(each => isSameKey(each, fault)) === index,
	);
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

function whyNotBoth(key: string, first: Binding, second: Binding): Omit<KeyFault, 'binding'> | undefined {
	const both = [first, second];
	const confirming = both.find(({name}) => name === 'confirm');
	const other = both.find(each => each !== confirming)!;
	const next = 'Move one of them, or take its key away with [].';
	if (confirming !== undefined && isHarmful(other))
		return {
			says: `${key} would both begin ${other.name} and confirm it: a key held down would do it`,
			next,
		};
	const place = placeOfBoth(first, second);
	if (place !== undefined)
		return {says: `${first.name} and ${second.name} are both on ${key} on ${sayPlace(place)}`, next};
	const changing = both.find(isHarmful);
	const looking = both.find(({group}) => group === 'Look');
	return changing !== undefined && looking !== undefined
		? {
				says: `${key} would be ${looking.name} in one place and ${changing.name} in another: a hand used to looking must not change anything`,
				next,
			}
		: undefined;
}

const places = [
	'now',
	'list',
	'split',
	'rollout',
	'detail',
	'logs',
	'version-logs',
	'yaml',
	'revisions',
	'journal',
	'objectives',
	'form',
	'contexts',
	'timeline',
	'recovery',
	'can-i',
	'forwards',
	'help',
] as const;
const aboutObjects: readonly Place[] = [
	'split',
	'rollout',
	'detail',
	'logs',
	'version-logs',
	'yaml',
	'revisions',
];

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
