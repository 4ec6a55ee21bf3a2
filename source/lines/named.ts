import {sayKind} from '../model/ref.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import {rolloutRows} from '../store/lists/rollouts.ts';
import {splitRows} from '../store/lists/splits.ts';
import type {NewScreen, Subject} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {rowsIn} from '../store/targets.ts';
import type {Place} from './verbs.ts';

/** An object that a line can name: what it is called in full, its rule where it has several, and the screen it has in the dashboard. */
export type Nameable = {
	readonly says: string;
	readonly rule: string;
	readonly screen: NewScreen & {readonly subject: Subject};
};

/** The object of that name (or `namespace/name`), with the words that are left; or why it is none. */
export function objectNamed(
	state: State,
	places: readonly Place[],
	[name = '', ...words]: readonly string[],
): {readonly object: Nameable; readonly words: readonly string[]} | string {
	const found = places
		.map(place => objectsIn(state, place).filter(each => isNamed(each, name)))
		.find(all => all.length > 0);
	const [first, ...more] = found ?? [];
	if (first === undefined)
		return `There is no ${places.map(place => place.slice(0, -1)).join(' or ')} ${name} here.`;
	if (more.length === 0)
		return {object: first, words: words[0] === first.rule && first.rule !== '' ? words.slice(1) : words};
	const namespaces = new Set(found!.map(({screen}) => screen.subject.namespace));
	if (namespaces.size > 1)
		return `${name} is in several namespaces: say ${[...namespaces].map(each => `${each}/${name}`).join(' or ')}.`;
	const ofRule = found!.filter(({rule}) => rule === words[0]);
	return ofRule.length === 1
		? {object: ofRule[0]!, words: words.slice(1)}
		: `${name} means ${found!.map(({says}) => says).join(' or ')}: name the rule after it.`;
}

function isNamed({screen: {subject}}: Nameable, text: string): boolean {
	return text === subject.name || text === `${subject.namespace}/${subject.name}`;
}

function objectsIn(state: State, place: Place): readonly Nameable[] {
	switch (place) {
		case 'deployments':
			return [...rowsIn<DeploymentRow>(state, 'deployments')].map(({uid, namespace, name}) => ({
				says: `Deployment ${namespace}/${name}`,
				rule: '',
				screen: {name: 'detail', subject: {view: 'deployments', uid, namespace, name}},
			}));
		case 'pods':
			return [...rowsIn(state, 'pods')].map(({uid, namespace, name}) => ({
				says: `Pod ${namespace}/${name}`,
				rule: '',
				screen: {name: 'detail', subject: {view: 'pods', uid, namespace, name}},
			}));
		case 'nodes':
			return [...rowsIn(state, 'nodes')].map(({uid, namespace, name}) => ({
				says: `Node ${name}`,
				rule: '',
				screen: {name: 'detail', subject: {view: 'nodes', uid, namespace, name}},
			}));
		case 'rollouts':
			return rolloutRows(state).map(({uid, namespace, name, part}) => ({
				says: `${sayKind(part.ref.resource)} ${namespace}/${name}`,
				rule: '',
				screen: {name: 'rollout', subject: {view: 'rollouts', uid, namespace, name}},
			}));
		case 'splits':
			return splitRows(state).map(({uid, namespace, name, split}) => ({
				says: `${sayKind(split.ref.resource)} ${namespace}/${name}${split.rule && ` rule ${split.rule}`}`,
				rule: split.rule,
				screen: {name: 'split', subject: {view: 'splits', uid, namespace, name}},
			}));
	}
}
