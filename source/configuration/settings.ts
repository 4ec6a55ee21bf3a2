import type {Json} from '../model/json.ts';
import {isObject} from '../model/object.ts';
import {dialects} from '../traffic/index.ts';
import {contextSettings} from './context-settings.ts';
import {keySettings} from './key-settings.ts';
import {faultAmong, lineOf, type Setting} from './setting.ts';

/** Every setting of the file, in the order they are named where one is not known. */
export const settings: readonly Setting[] = [
	{
		name: 'contexts',
		holds: contextSettings.map(({name}) => name).join(', '),
		faultIn: faultInContexts,
	},
	{
		name: 'favourites',
		faultIn: (value, text) =>
			!Array.isArray(value) || value.some(each => typeof each !== 'string')
				? `line ${lineOf('favourites', text)}: favourites must be a list of namespaces`
				: undefined,
	},
	keySettings,
	{name: 'writeUnproved', faultIn: faultInUnproved},
];

function faultInContexts(contexts: Json, text: string): string | undefined {
	if (!isObject(contexts)) return `line ${lineOf('contexts', text)}: contexts must hold settings by context`;
	for (const [name, context] of Object.entries(contexts)) {
		const known = contextSettings.map(each => each.name).join(' or ');
		const fault = isObject(context)
			? faultAmong(context, contextSettings, text, name)
			: `line ${lineOf(name, text)}: context ${name} must hold ${known}`;
		if (fault) return fault;
	}
	return undefined;
}

/** A misspelt dialect would stay read-only where its operator believes otherwise. One that was proved since is no fault. */
function faultInUnproved(listed: Json, text: string): string | undefined {
	const known = `the dialects it is for are ${dialects.flatMap(({name, unproved}) => (unproved ? [name] : [])).join(', ')}`;
	if (!Array.isArray(listed)) {
		return `line ${lineOf('writeUnproved', text)}: writeUnproved must be a list; ${known}`;
	}
	const wrong = listed.find(each => !dialects.some(({name}) => name === each));
	if (wrong === undefined) return undefined;
	const name = typeof wrong === 'string' ? wrong : JSON.stringify(wrong);
	return `line ${lineOf(name, text)}: there is no dialect ${name}; ${known}`;
}
