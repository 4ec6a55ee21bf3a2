import type {ServedResource} from '../model/cluster.ts';
import type {JsonObject} from '../model/json.ts';
import {objectIn, objectsIn, textIn, textsIn} from '../model/object.ts';
import type {Trouble} from '../model/trouble.ts';
import type {Transport} from './transport.ts';

/** What one part of the discovery found, and the groups it could not read. */
export type Found = {readonly resources: readonly ServedResource[]; readonly troubles: readonly Trouble[]};

/** Discovery before 1.26: one request for each version of each group. `part` is the answer of /api or /apis. */
export async function discoverOneByOne(transport: Transport, part: JsonObject): Promise<Found> {
	const found = await Promise.all(
		groupVersionsIn(part).map(groupVersion => readVersion(transport, groupVersion)),
	);
	return {
		resources: found.flatMap(each => each.resources),
		troubles: found.flatMap(each => each.troubles),
	};
}

/** `v1`, `apps/v1`: preferred versions first within their group. */
function groupVersionsIn(part: JsonObject): string[] {
	const core = textsIn(part.versions);
	const named = objectsIn(part.groups).flatMap(group => {
		const preferred = textIn(objectIn(group.preferredVersion).groupVersion);
		const all = objectsIn(group.versions).map(version => textIn(version.groupVersion) ?? '');
		return preferred ? [preferred, ...all.filter(version => version !== preferred)] : all;
	});
	return [...core, ...named];
}

async function readVersion(transport: Transport, groupVersion: string): Promise<Found> {
	const [group, version] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
	const path = group === '' ? `/api/${version}` : `/apis/${groupVersion}`;
	const list = await transport.json({doing: `say what it serves in ${groupVersion}`, path, gzip: true});
	if (!list.ok) return {resources: [], troubles: [unreadable(groupVersion)]};
	const entries = objectsIn(objectIn(list.value).resources);
	const resources = entries.filter(entry => !textIn(entry.name)?.includes('/'));
	return {resources: resources.map(entry => served(entry, entries, group!, version!)), troubles: []};
}

function served(
	entry: JsonObject,
	entries: readonly JsonObject[],
	group: string,
	version: string,
): ServedResource {
	const plural = textIn(entry.name) ?? '';
	return {
		group,
		version,
		plural,
		kind: textIn(entry.kind) ?? '',
		namespaced: entry.namespaced === true,
		singular: textIn(entry.singularName) ?? '',
		shortNames: textsIn(entry.shortNames),
		verbs: textsIn(entry.verbs),
		subresources: entries.flatMap(other => {
			const name = textIn(other.name) ?? '';
			return name.startsWith(`${plural}/`) ? [name.slice(plural.length + 1)] : [];
		}),
	};
}

export function unreadable(groupVersion: string): Trouble {
	return {
		reason: 'server-error',
		says: `The API group ${groupVersion} cannot be read; its kinds are not shown.`,
		hint: 'The service behind it does not answer; `kubectl get apiservices` says which.',
	};
}
