import type {Discovery, ServedResource} from '../model/cluster.ts';
import type {Json, JsonObject} from '../model/json.ts';
import {objectIn, objectsIn, textIn, textsIn} from '../model/object.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {discoverOneByOne, type Found, unreadable} from './discover-legacy.ts';
import type {Transport} from './transport.ts';

const aggregated = ['v2', 'v2beta1']
	.map(version => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
	.join(',');

/**
 * What the server serves, preferred versions first. Servers since 1.26 answer
 * for all groups at once; from older ones it is gathered group by group. A
 * group that cannot be read is a trouble in the answer, and the rest goes on.
 */
export async function discover(transport: Transport): Promise<Answer<Discovery>> {
	const ask = (path: string) =>
		transport.json({doing: 'say what it serves', path, accept: `${aggregated},application/json`, gzip: true});
	const [version, core, groups] = await Promise.all([
		transport.json({doing: 'say its version', path: '/version'}),
		ask('/api'),
		ask('/apis'),
	]);
	if (!core.ok) return core;
	if (!groups.ok) return groups;
	const parts = await Promise.all([readPart(transport, core.value), readPart(transport, groups.value)]);
	return answer({
		resources: parts.flatMap(part => part.resources),
		troubles: parts.flatMap(part => part.troubles),
		serverVersion: version.ok ? (textIn(objectIn(version.value).gitVersion) ?? '') : '',
	});
}

function readPart(transport: Transport, part: Json): Promise<Found> | Found {
	const isAggregated = objectIn(part).kind === 'APIGroupDiscoveryList';
	return isAggregated ? readAggregated(objectIn(part)) : discoverOneByOne(transport, objectIn(part));
}

function readAggregated(list: JsonObject): Found {
	const versions = objectsIn(list.items).flatMap(item => {
		const group = textIn(objectIn(item.metadata).name) ?? '';
		return objectsIn(item.versions).map(version => ({group, version}));
	});
	return {
		resources: versions.flatMap(({group, version}) => servedIn(group, version)),
		// Marked stale by the aggregator: the server behind this group does not answer.
		troubles: versions
			.filter(({version}) => version.freshness === 'Stale')
			.map(({group, version}) => unreadable(`${group}/${textIn(version.version)}`)),
	};
}

function servedIn(group: string, version: JsonObject): ServedResource[] {
	return objectsIn(version.resources).map(entry => ({
		group,
		version: textIn(version.version) ?? '',
		plural: textIn(entry.resource) ?? '',
		kind: textIn(objectIn(entry.responseKind).kind) ?? '',
		namespaced: entry.scope === 'Namespaced',
		singular: textIn(entry.singularResource) ?? '',
		shortNames: textsIn(entry.shortNames),
		verbs: textsIn(entry.verbs),
		subresources: objectsIn(entry.subresources).map(sub => textIn(sub.subresource) ?? ''),
	}));
}
