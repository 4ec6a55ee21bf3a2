import {readFileSync} from 'node:fs';
import {load} from 'js-yaml';
import {sayFileError} from './headless/log.ts';
import type {Json, JsonObject} from './model/json.ts';
import {isObject} from './model/object.ts';
import {type Answer, answer, troubled} from './model/trouble.ts';
import {dialects} from './traffic/index.ts';

/** What an operator may settle beforehand, in `$XDG_CONFIG_HOME/sluice/config.yaml`. */
export type Configuration = {
	readonly contexts: {readonly [context: string]: ContextConfiguration};
	/** The namespaces of keys 1 to 9. */
	readonly favourites: readonly string[];
	/** Names of traffic dialects that may be written though nobody tried them on what they are for. */
	readonly writeUnproved: readonly string[];
};

export type ContextConfiguration = {
	/** `local` asks for a key before a write, `production` for a word. Unclassified contexts count as production, loopback as local. */
	readonly class?: 'local' | 'staging' | 'production';
	readonly readOnly?: boolean;
};

export const emptyConfiguration: Configuration = {contexts: {}, favourites: [], writeUnproved: []};

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
	const fault = faultIn(document, text);
	if (fault !== undefined) return broken(path, fault);
	return answer({...emptyConfiguration, ...(document as Partial<Configuration>)});
}

function faultIn(document: Json | undefined, text: string): string | undefined {
	if (!isObject(document)) return 'it must hold settings by name';
	const unknown = unknownKey(document, Object.keys(emptyConfiguration));
	if (unknown) return sayUnknown(unknown, text);
	const {contexts = {}, favourites = [], writeUnproved = []} = document;
	if (!Array.isArray(favourites) || favourites.some(each => typeof each !== 'string')) {
		return `line ${lineOf('favourites', text)}: favourites must be a list of namespaces`;
	}
	const unproved = faultInUnproved(writeUnproved, text);
	if (unproved) return unproved;
	if (!isObject(contexts)) return `line ${lineOf('contexts', text)}: contexts must hold settings by context`;
	for (const [name, context] of Object.entries(contexts)) {
		const fault = faultInContext(name, context, text);
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
	return wrong === undefined
		? undefined
		: `line ${lineOf(String(wrong), text)}: there is no dialect ${String(wrong)}; ${known}`;
}

function faultInContext(name: string, context: Json | undefined, text: string): string | undefined {
	if (!isObject(context)) return `line ${lineOf(name, text)}: context ${name} must hold class or readOnly`;
	const unknown = unknownKey(context, ['class', 'readOnly']);
	if (unknown) return sayUnknown(unknown, text);
	if (context.class !== undefined && !['local', 'staging', 'production'].includes(String(context.class))) {
		return `line ${lineOf('class', text)}: class of ${name} must be local, staging or production`;
	}
	if (context.readOnly !== undefined && typeof context.readOnly !== 'boolean') {
		return `line ${lineOf('readOnly', text)}: readOnly of ${name} must be true or false`;
	}
	return undefined;
}

function unknownKey(object: JsonObject, known: readonly string[]): string | undefined {
	return Object.keys(object).find(key => !known.includes(key));
}

function sayUnknown(key: string, text: string): string {
	return `line ${lineOf(key, text)}: there is no setting ${key}`;
}

/** The line a key stands on; the parser keeps no positions. */
function lineOf(key: string, text: string): number {
	const lines = text.split('\n');
	const index = lines.findIndex(line =>
		line
			.replaceAll(/['"]/g, '')
			.replace(/^[\s{-]+/, '')
			.startsWith(`${key}:`),
	);
	return (
		Math.max(
			index,
			lines.findIndex(line => line.includes(key)),
			0,
		) + 1
	);
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
	return troubled({
		reason: 'invalid',
		says: `The configuration ${path} cannot be used: ${fault}.`,
		hint: 'Known settings are contexts (class, readOnly), favourites and writeUnproved.',
	});
}
