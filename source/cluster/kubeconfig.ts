import {readFileSync, statSync} from 'node:fs';
import {homedir} from 'node:os';
import path from 'node:path';
import {
	type Cluster as ClusterEntry,
	type Context as ContextEntry,
	newClusters,
	newContexts,
	newUsers,
	type User,
} from '@kubernetes/client-node/dist/config_types.js';
import {load, YAMLException} from 'js-yaml';
import type {Json, JsonObject} from '../model/json.ts';
import {isObject, objectIn, objectsIn, textIn} from '../model/object.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';

export type Env = {readonly [name: string]: string | undefined};

/** A user of a kubeconfig, with what client-node's reader leaves out. */
export type UserEntry = User & {
	/** Where relative paths of this user start: the folder of the file it stands in. */
	readonly folder: string;
	readonly file: string;
	/** It stands in the operator's own `~/.kube/config`, which nobody else can write to. */
	readonly isOwnFile: boolean;
	readonly tokenFile?: string;
	readonly impersonation: JsonObject;
};

/** All kubeconfig files read as one, as kubectl does: the first to name a thing wins. */
export type Kubeconfig = {
	readonly paths: readonly string[];
	readonly contexts: readonly ContextEntry[];
	readonly clusters: readonly ClusterEntry[];
	readonly users: readonly UserEntry[];
	readonly currentContext?: string;
};

/** Reads `--kubeconfig`, else the files in KUBECONFIG, else `~/.kube/config`. Nothing is ever written. */
export function readKubeconfig(chosen: string | undefined, env: Env): Answer<Kubeconfig> {
	const paths = pathsOf(chosen, env);
	const parts: Kubeconfig[] = [];
	for (const file of paths) {
		const part = readFile(file, isOwn(file, env));
		if (!part.ok) return part;
		if (part.value) parts.push(part.value);
	}
	if (parts.length === 0) return troubled(noKubeconfig(paths));
	return answer(merge(parts));
}

function pathsOf(chosen: string | undefined, env: Env): string[] {
	if (chosen) return [path.resolve(chosen)];
	const listed = (env.KUBECONFIG ?? '').split(path.delimiter).filter(Boolean);
	return listed.length > 0 ? listed.map(file => path.resolve(file)) : [defaultPath(env)];
}

function defaultPath(env: Env): string {
	return path.join(env.HOME ?? homedir(), '.kube', 'config');
}

/** Where anybody else can write, what stands there need not be the operator's own. */
function isOwn(file: string, env: Env): boolean {
	const stat = file === defaultPath(env) ? statSync(file, {throwIfNoEntry: false}) : undefined;
	return stat !== undefined && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
}

function noKubeconfig(paths: readonly string[]): Trouble {
	return {
		reason: 'no-kubeconfig',
		says: `No kubeconfig found; looked for ${paths.join(', ')}.`,
		hint: 'Name one with --kubeconfig FILE or the variable KUBECONFIG, or try `sluice demo`, which needs no cluster.',
	};
}

/** Undefined where the file is not there: kubectl passes over missing files in KUBECONFIG too. */
function readFile(file: string, isOwnFile: boolean): Answer<Kubeconfig | undefined> {
	try {
		const document = load(readFileSync(file, 'utf8')) as Json | undefined;
		if (document === undefined || document === null) return answer(undefined);
		if (!isObject(document))
			return troubled(broken(file, 'it is not a mapping of clusters, users and contexts'));
		const notText = whatIsNoText(document);
		if (notText) return troubled(broken(file, `${notText} is no text; put it in quotes`));
		return answer(entriesOf(document, file, isOwnFile));
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === 'ENOENT') return answer(undefined);
		if (code === 'EACCES') return troubled(broken(file, 'you may not read it'));
		if (code === 'EISDIR') return troubled(broken(file, 'it is a folder'));
		return troubled(broken(file, whyUnreadable(error as Error)));
	}
}

const entries = [
	['clusters', 'cluster'],
	['contexts', 'context'],
	['users', 'user'],
] as const;

/** Of what is read as text the first that YAML took for something else, as it does with a name like 2024. Empty is absent. */
function whatIsNoText(document: JsonObject): string | undefined {
	for (const [list, member] of entries) {
		for (const [index, entry] of objectsIn(document[list]).entries()) {
			const inside = objectIn(entry[member]);
			if (!isText(entry.name)) return `${list}[${index}].name`;
			const key = Object.keys(inside).find(each => textMembers.has(each) && !isText(inside[each]));
			if (key) return `${key} of ${list}[${index}]`;
		}
	}
	return undefined;
}

function isText(value: Json | undefined): boolean {
	return value === undefined || value === null || typeof value === 'string';
}

const textMembers: ReadonlySet<string> = new Set([
	...['server', 'proxy-url', 'tls-server-name', 'certificate-authority', 'certificate-authority-data'],
	...['cluster', 'user', 'namespace', 'token', 'tokenFile', 'username', 'password', 'as'],
	...['client-certificate', 'client-certificate-data', 'client-key', 'client-key-data'],
]);

function whyUnreadable(error: Error): string {
	if (!(error instanceof YAMLException)) return error.message;
	return error.mark ? `line ${error.mark.line + 1}: ${error.reason}` : error.reason;
}

export function broken(file: string, why: string): Trouble {
	return {
		reason: 'bad-kubeconfig',
		says: `The kubeconfig ${file} cannot be used: ${why}.`,
		hint: 'Mend the file, or name another with --kubeconfig FILE.',
	};
}

function entriesOf(document: JsonObject, file: string, isOwnFile: boolean): Kubeconfig {
	const place = {folder: path.dirname(file), file, isOwnFile};
	const {folder} = place;
	const raw = new Map(objectsIn(document.users).map(entry => [entry.name, objectIn(entry.user)]));
	return {
		paths: [file],
		contexts: newContexts(document.contexts),
		clusters: newClusters(document.clusters).map(entry => ({...entry, caFile: below(folder, entry.caFile)})),
		users: newUsers(document.users).map(user => userOf(user, raw.get(user.name) ?? {}, place)),
		currentContext: textIn(document['current-context']) || undefined,
	};
}

type Place = Pick<UserEntry, 'folder' | 'file' | 'isOwnFile'>;

function userOf(user: User, raw: JsonObject, place: Place): UserEntry {
	const {folder} = place;
	return {
		...user,
		...place,
		certFile: below(folder, user.certFile),
		keyFile: below(folder, user.keyFile),
		tokenFile: below(folder, textIn(raw.tokenFile)),
		impersonation: raw,
	};
}

function below(folder: string, file: string | null | undefined): string | undefined {
	return file ? path.resolve(folder, file) : undefined;
}

function merge(parts: readonly Kubeconfig[]): Kubeconfig {
	return {
		paths: parts.flatMap(part => part.paths),
		contexts: firstOfEach(parts.flatMap(part => part.contexts)),
		clusters: firstOfEach(parts.flatMap(part => part.clusters)),
		users: firstOfEach(parts.flatMap(part => part.users)),
		currentContext: parts.find(part => part.currentContext)?.currentContext,
	};
}

function firstOfEach<Entry extends {readonly name: string}>(entries: readonly Entry[]): Entry[] {
	return entries.filter((entry, index) => entries.findIndex(other => other.name === entry.name) === index);
}
