import {engineViews} from '../store/lists/rollouts.ts';
import type {Written} from '../store/rights.ts';
import type {ScreenName} from '../store/screen.ts';
import {keyIn, type State, topScreen} from '../store/state.ts';
import type {Asked} from './command.ts';

/** Where a key is pressed: a screen, or what stands in front of it. */
export type Place = ScreenName | 'preview' | 'menu' | 'question';

/** One line of the key table: footer, help, README and the reasons for what is disabled are all made of it. */
export type Binding = {
	/** As typed after `:`, and as configuration names it. */
	readonly name: string;
	/** The first one is shown. Empty: a verb that is typed after `:`, or picked in the menu. */
	readonly keys: readonly string[];
	/** Two words at most, for the footer. */
	readonly label: string;
	/** One sentence. */
	readonly help: string;
	readonly group: Group;
	/** Empty: everywhere but in dialogs and menus. */
	readonly places: readonly Place[];
	/** On a list, only those of these views. */
	readonly views?: readonly string[];
	/** On screens about one object, only about those of these views; those of `views` where left out. */
	readonly subjects?: readonly string[];
	/** Narrows further where it means something: a split that an engine leads has other verbs than one that none does. */
	readonly isMeant?: (state: State) => boolean;
	/** Place among the hints of the footer: 1 is first. Left out: not in the footer. */
	readonly rank?: number;
	/** Means something only where the cluster is a rehearsal. */
	readonly isRehearsal?: true;
	/** Of a burst of keys in one read only these count. */
	readonly isNavigation?: true;
	/** What nobody may do with it by a reflex or unseen, as the end of `it must not`. Left out: what `harmOf` says of its group. */
	readonly harm?: string;
	readonly does: Asked;
	/** What it would write, as far as that is known before it is planned: whoever may not is told so by the key. */
	readonly writes?: (state: State) => readonly Written[];
	/** Why it cannot be done now, as a sentence; undefined where it can. */
	readonly whyDisabled?: (state: State) => string | undefined;
};

export type Group = 'Move' | 'Look' | 'Change' | 'Preview' | 'Rehearsal' | 'Login' | 'Program';

/** What the key would do if it were pressed unawares: neither a reflex nor a burst may do it. Undefined where it harms nothing. */
export function harmOf({group, name, harm}: Binding): string | undefined {
	return harm ?? (group === 'Change' ? `begin a change (${name})` : undefined);
}

export function placeOf(state: State): Place {
	if (state.question !== undefined) return 'question';
	if (state.dialog !== undefined) return 'preview';
	return state.menu === undefined ? topScreen(state).name : 'menu';
}

/** Screens whose rows a cursor is on. */
export const listPlaces: readonly Place[] = [
	'now',
	'list',
	'revisions',
	'journal',
	'objectives',
	'contexts',
	'forwards',
];

const sayPlaces: {readonly [P in Place]: string} = {
	now: 'the first screen',
	list: 'lists',
	split: 'a traffic split',
	rollout: 'a rollout',
	detail: 'details',
	logs: 'logs',
	'version-logs': 'the logs of both versions',
	yaml: 'YAML',
	revisions: 'the revisions of a deployment or rollout',
	journal: 'the journal',
	objectives: 'objectives',
	form: 'the form of an objective',
	contexts: 'contexts',
	timeline: 'a timeline',
	'can-i': 'what you may do',
	recovery: 'the way back to what is declared',
	forwards: 'the list of forwards',
	help: 'help',
	preview: 'previews',
	menu: 'the menu',
	question: 'a question',
};

export function sayPlace(place: Place): string {
	return sayPlaces[place];
}

/** What to do about a key that means nothing here, in one line of a narrow terminal. */
export function sayElsewhere(state: State, binding: Binding, key: string): string {
	const it = `${key} (${binding.label})`;
	const isOfRevisions = binding.places.length === 1 && binding.places[0] === 'revisions';
	return isOfRevisions
		? `${keyIn(state, 'revisions', 'z')} lists a deployment's revisions: ${it} works there.`
		: `${it} works on ${sayWhere(binding)}.`;
}

/** Where a binding means something, in words: the kinds it is for, else the screens. What engines lead is called by its one name. */
function sayWhere({places, views}: Binding): string {
	if (views !== undefined && places.includes('list'))
		return views.filter(view => !engineViews.includes(view) && !isBeside(view, views)).join(', ');
	return places.map(place => sayPlaces[place]).join(', ');
}

/** Models are moved by the splits that lead to them: where both are meant, the split says where. */
function isBeside(view: string, views: readonly string[]): boolean {
	return view === 'models' && (views.includes('splits') || views.includes('deployments'));
}

/** What belongs to rehearsals does not exist on a real cluster. */
export function isKnown({isRehearsal}: {readonly isRehearsal?: true}, {rehearsal}: State): boolean {
	return isRehearsal === undefined || rehearsal !== undefined;
}

/** Whether the binding means something where we are; it may still be disabled. */
export function applies(binding: Binding, state: State): boolean {
	if (!isKnown(binding, state)) return false;
	const place = placeOf(state);
	const isFront = place === 'preview' || place === 'menu' || place === 'question';
	if (binding.places.length === 0 ? isFront : !binding.places.includes(place)) return false;
	return (isFront || isOfKind(binding, state)) && (binding.isMeant?.(state) ?? true);
}

function isOfKind({views, subjects = views}: Binding, state: State): boolean {
	if (views === undefined) return true;
	const {name, view, subject} = topScreen(state);
	if (name === 'list') return views.includes(view);
	return subject === undefined || subjects!.includes(subject.view);
}
