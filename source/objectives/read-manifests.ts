import {readFile} from 'node:fs/promises';
import {loadAll, YAMLException} from 'js-yaml';
import type {Json} from '../model/json.ts';
import {isObject} from '../model/object.ts';
import type {Refusal} from '../model/plan.ts';
import {fieldLines} from './field-lines.ts';
import type {Made, Manifest} from './objective.ts';

/** More than a file that somebody wrote by hand. */
const mostBytes = 1_000_000;

/** The objects of a YAML or JSON file, with the lines of their fields; or what is wrong with it, and where. */
export async function readManifests(file: string): Promise<readonly Made[] | Refusal> {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		return refused(
			`${file} cannot be read: ${sayReading(error)}.`,
			'Name a file with one object or several.',
		);
	}
	if (text.length > mostBytes)
		return refused(`${file} is larger than 1 MB.`, 'Make what is in it with kubectl create -f.');
	return manifestsIn(text, file);
}

function sayReading(error: unknown): string {
	const {code} = error as NodeJS.ErrnoException;
	const words: Readonly<Record<string, string>> = {
		ENOENT: 'there is no such file',
		EACCES: 'you may not read it',
		EISDIR: 'it is a directory',
	};
	return words[code ?? ''] ?? code ?? String(error);
}

/** The objects that a text holds, a list's members one by one. */
export function manifestsIn(text: string, file: string): readonly Made[] | Refusal {
	let documents: readonly Json[];
	try {
		documents = loadAll(text) as readonly Json[];
	} catch (error) {
		if (!(error instanceof YAMLException)) throw error;
		const line = (error.mark?.line ?? 0) + 1;
		return refused(`${file}, line ${line}: ${error.reason}.`, 'Mend the YAML there.');
	}
	const lines = fieldLines(text);
	const made: Made[] = [];
	for (const [index, document] of documents.entries()) {
		if (document === null) continue;
		const wrong = whyNoManifest(document);
		const line = lines[index]?.[wrong?.at ?? ''] ?? Object.values(lines[index] ?? {})[0] ?? 1;
		if (wrong !== undefined)
			return refused(
				`${file}, line ${line}: ${wrong.says}.`,
				'Each document is an object with apiVersion, kind and metadata.name.',
			);
		made.push({manifest: document as Manifest, madeOf: {file, lines: lines[index] ?? {}}});
	}
	return made.length > 0
		? made
		: refused(`${file} holds no object.`, 'Write one with apiVersion, kind and metadata.name.');
}

type Wrong = {readonly says: string; readonly at?: string};

function whyNoManifest(document: Json): Wrong | undefined {
	if (!isObject(document)) return {says: 'this is no object'};
	for (const name of ['apiVersion', 'kind']) {
		if (typeof document[name] !== 'string' || document[name] === '')
			return {says: `${name} is missing`, at: name};
	}
	if (String(document.kind).endsWith('List') && Array.isArray(document.items))
		return {
			says: 'a list of objects is not taken: write them one after the other, with --- between',
			at: 'items',
		};
	if (!isObject(document.metadata)) return {says: 'metadata is missing', at: 'metadata'};
	const {name, generateName, namespace} = document.metadata;
	if (name === undefined && generateName !== undefined)
		return {
			says: 'a name that the server makes up could not be taken back: write metadata.name',
			at: 'metadata.generateName',
		};
	if (typeof name !== 'string' || name === '') return {says: 'metadata.name is missing', at: 'metadata'};
	if (namespace !== undefined && typeof namespace !== 'string')
		return {says: 'metadata.namespace is no text', at: 'metadata.namespace'};
	return undefined;
}

function refused(says: string, hint: string): Refusal {
	return {refused: 'usage', says, hint};
}
