import type {Json} from '../model/json.ts';
import {isObject} from '../model/object.ts';
import {dialects} from '../traffic/index.ts';
import {contextSettings} from './context-settings.ts';
import {keySettings} from './key-settings.ts';
import {type Fault, faultAt, faultsAmong, type Place, type Setting, within} from './setting.ts';

/** Every setting of the file, in the order they are named where one is not known. */
export const settings: readonly Setting[] = [
	{
		name: 'contexts',
		holds: contextSettings.map(({name}) => name).join(', '),
		faultsIn: faultsInContexts,
	},
	{
		name: 'favourites',
		faultsIn: (value, place) =>
			!Array.isArray(value) || value.some(each => typeof each !== 'string')
				? [faultAt(place, 'favourites must be a list of namespaces', 'Write them like [shop, models].')]
				: [],
	},
	keySettings,
	{name: 'writeUnproved', faultsIn: faultsInUnproved},
];

function faultsInContexts(contexts: Json, place: Place): readonly Fault[] {
	const like = 'Write it like staging-eu: {class: staging}.';
	if (!isObject(contexts)) return [faultAt(place, 'contexts must hold settings by context', like)];
	return Object.entries(contexts).flatMap(([name, context]) => {
		const here = within(place, name);
		const known = contextSettings.map(each => each.name).join(' or ');
		return isObject(context)
			? faultsAmong(context, contextSettings, here)
			: [faultAt(here, `context ${name} must hold ${known}`, like)];
	});
}

/** A misspelt dialect would stay read-only where its operator believes otherwise. One that was proved since is no fault. */
function faultsInUnproved(listed: Json, place: Place): readonly Fault[] {
	const unproved = dialects.flatMap(({name, unproved: why}) => (why ? [name] : []));
	const known = `The dialects it is for are ${unproved.join(', ')}.`;
	if (!Array.isArray(listed)) return [faultAt(place, 'writeUnproved must be a list', known)];
	return listed
		.filter(each => !dialects.some(({name}) => name === each))
		.map(wrong => {
			const name = typeof wrong === 'string' ? wrong : JSON.stringify(wrong);
			return faultAt(within(place, name), `there is no dialect ${name}`, known);
		});
}
