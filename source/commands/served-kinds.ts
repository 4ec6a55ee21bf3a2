import type {Discovery} from '../model/cluster.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import {resourceViews} from '../resources/index.ts';
import {kindsNear, listedKind} from '../resources/kinds.ts';
import {tableViews} from '../store/listing.ts';
import type {Choice} from '../store/prompt.ts';
import type {State} from '../store/state.ts';
import {isOfKind} from '../traffic/splits.ts';

/** The view of the kind that a word means here, as kubectl takes it; why there is none where one of that name is served; undefined where none is. */
export function viewOfWord(word: string, {discovery}: State): string | Refusal | undefined {
	if (discovery === undefined) return undefined;
	const kind = listedKind(word, discovery.resources);
	if (isRefusal(kind)) return kind.refused === 'not-found' ? undefined : kind;
	return resourceViews.find(view => isOfKind(kind, view))?.name ?? resourceName(kind);
}

const leastTold = 4;

/** What to do about a word that means nothing, be it a command or a kind. */
export function sayUnknown(word: string, {discovery}: State): string {
	if (discovery === undefined)
		return `There is no command ${word}, and which kinds the server has is not known yet.`;
	// Nearly every word of a few letters is near some other.
	const near = word.length < leastTold ? [] : kindsNear(word, discovery.resources);
	return near.length === 0
		? `There is no command ${word}: ? lists keys, tab completes.`
		: `There is no command or kind ${word}: did you mean ${near.slice(0, 3).join(', ')}?`;
}

/** A kind that has no view of its own, as completion offers it. */
export type KindEntry = Choice & {readonly aliases: readonly string[]};

const ofDiscovery = new WeakMap<Discovery, readonly KindEntry[]>();

export function kindEntries({discovery}: State): readonly KindEntry[] {
	if (discovery === undefined) return [];
	let entries = ofDiscovery.get(discovery);
	if (entries === undefined) {
		const {resources} = discovery;
		entries = [...tableViews(discovery).values()].map(({name, plural, group, kind}) => {
			const served = resources.find(each => each.plural === plural && each.group === group);
			const isAlone = resources.every(each => each.plural !== plural || each.group === group);
			const aliases = [...(served?.shortNames ?? []), ...(served?.singular ? [served.singular] : [])];
			return {text: isAlone ? plural : name, says: `All objects of kind ${kind}.`, aliases};
		});
		ofDiscovery.set(discovery, entries);
	}
	return entries;
}
