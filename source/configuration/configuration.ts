import {readFileSync} from 'node:fs';
import {load} from 'js-yaml';
import {sayFileError} from '../headless/log.ts';
import type {Json} from '../model/json.ts';
import {isObject} from '../model/object.ts';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import type {ContextConfiguration} from './context-settings.ts';
import {type KeySetting, keysIn} from './key-settings.ts';
import {faultAmong} from './setting.ts';
import {settings} from './settings.ts';

/** What an operator may settle beforehand, in `$XDG_CONFIG_HOME/sluice/config.yaml`. */
export type Configuration = {
	readonly contexts: {readonly [context: string]: ContextConfiguration};
	/** The namespaces of keys 1 to 9. */
	readonly favourites: readonly string[];
	/** In the order of the file. Whether they can be had, the key table says. */
	readonly keys: readonly KeySetting[];
	/** Names of traffic dialects that may be written though nobody tried them on what they are for. */
	readonly writeUnproved: readonly string[];
};

export const emptyConfiguration: Configuration = {contexts: {}, favourites: [], keys: [], writeUnproved: []};

/** The file's settings, or the empty ones where there is no file. A key nobody knows is a trouble: it was meant to do something. */
export function readConfiguration(path: string): Answer<Configuration> {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ENOENT'
			? answer(emptyConfiguration)
			: unreadable(path, error);
	}
	return parseConfiguration(text, path);
}

export function parseConfiguration(text: string, path: string): Answer<Configuration> {
	let document: Json | undefined = {};
	try {
		// The parser refuses a file of comments only; to a person that is a file without settings.
		if (/^\s*[^\s#]/m.test(text)) document = load(text) as Json;
	} catch (error) {
		return broken(path, String((error as Error).message).split('\n')[0]!);
	}
	const fault = isObject(document) ? faultAmong(document, settings, text) : 'it must hold settings by name';
	if (fault !== undefined) return broken(path, fault);
	const said = document as {readonly [setting: string]: Json};
	return answer({...emptyConfiguration, ...(said as Partial<Configuration>), keys: keysIn(said.keys, text)});
}

/** It may hold what makes a context read-only, so going on without it would not be safe. */
function unreadable(path: string, error: unknown) {
	return troubled({
		reason: 'invalid',
		says: `The configuration ${path} cannot be read: ${sayFileError(error)}.`,
		hint: 'Make it a file that you may read, or move it away.',
	});
}

function broken(path: string, fault: string) {
	const known = settings.map(({name, holds}) => (holds === undefined ? name : `${name} (${holds})`));
	return troubled({
		reason: 'invalid',
		says: `The configuration ${path} cannot be used: ${fault}.`,
		hint: `Known settings are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.`,
	});
}
