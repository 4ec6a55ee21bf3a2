import {readFileSync, statSync} from 'node:fs';
import {load} from 'js-yaml';
import {sayFileError} from '../headless/log.ts';
import type {Json} from '../model/json.ts';
import {isObject} from '../model/object.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import {brokenLink} from './broken-link.ts';
import type {ContextConfiguration} from './context-settings.ts';
import {type KeySetting, keysIn} from './key-settings.ts';
import {type Fault, faultsAmong, sayKnown, within} from './setting.ts';
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

/** What the file says, with all that is wrong with it: with any fault it must not be used. */
export type Reading = {readonly configuration: Configuration; readonly faults: readonly Fault[]};

/** The file's settings, or the empty ones where there is no file. A key nobody knows is a fault: it was meant to do something. */
export function readConfiguration(path: string): Answer<Reading> {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
		if ((statSync(path).mode & 0o002) !== 0) return writableByAll(path);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'ENOENT' ? absent(path) : unreadable(path, error);
	}
	return parseConfiguration(text, path);
}

/** A link that broke is no file less: what it held of read-only contexts must not be lost without a word. */
function absent(path: string): Answer<Reading> {
	const link = brokenLink(path);
	if (link === undefined) return answer({configuration: emptyConfiguration, faults: []});
	const through = link.path === path ? '' : ` cannot be read: ${link.path}`;
	return troubled({
		reason: 'invalid',
		says: `The configuration ${path}${through} is a link to ${link.to}, which is not there.`,
		hint: 'Put back what it leads to, or remove the link to go on without a configuration.',
	});
}

/** Anybody could take out what makes a context read-only, or have a token sent elsewhere. */
function writableByAll(path: string): Answer<Reading> {
	return troubled({
		reason: 'invalid',
		says: `The configuration ${path} can be written by everyone on this machine.`,
		hint: `Look whether it says what you mean, then: chmod o-w ${path}`,
	});
}

export function parseConfiguration(text: string, path: string): Answer<Reading> {
	let document: Json | undefined = {};
	try {
		// The parser refuses a file of comments only; to a person that is a file without settings.
		if (/^\s*[^\s#]/m.test(text)) document = load(text) as Json;
	} catch (error) {
		return troubled(broken(path, String((error as Error).message).split('\n')[0]!));
	}
	if (!isObject(document)) return troubled(broken(path, 'it must hold settings by name'));
	const place = {text, path: []};
	const faults = faultsAmong(document, settings, place);
	const said = document as Partial<Configuration>;
	const keys = keysIn(document.keys, within(place, 'keys'));
	return answer({configuration: {...emptyConfiguration, ...said, keys}, faults});
}

/** All that is wrong with the file, a line each, in its own order. */
export function wrongConfiguration(path: string, faults: readonly Fault[]): Trouble {
	const told = faults
		.toSorted((one, other) => one.line - other.line)
		.map(({line, says, next}) => `\n  line ${line}: ${says}. ${next}`);
	return {reason: 'invalid', says: `The configuration ${path} cannot be used:${told.join('')}`};
}

/** It may hold what makes a context read-only, so going on without it would not be safe. */
function unreadable(path: string, error: unknown) {
	return troubled({
		reason: 'invalid',
		says: `The configuration ${path} cannot be read: ${sayFileError(error)}.`,
		hint: 'Make it a file that you may read, or move it away.',
	});
}

/** Nothing of it could be understood. */
function broken(path: string, fault: string): Trouble {
	return {
		reason: 'invalid',
		says: `The configuration ${path} cannot be used: ${fault}.`,
		hint: `Known settings are ${sayKnown(settings)}.`,
	};
}
