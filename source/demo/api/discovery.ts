import {kinds} from '../kinds/index.ts';
import type {Kind, Subresource} from '../kinds/kind.ts';
import type {Tree} from '../object.ts';
import {apiVersion} from '../store.ts';
import {virtualKinds} from './virtual-kinds.ts';

type Served = {
	name: string;
	isNamespaced: boolean;
	kind: string;
	group?: string;
	version?: string;
	verbs: readonly string[];
};

const objectVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const partVerbs = ['get', 'patch', 'update'];

/** What may be done with the objects of a kind. */
export function verbsOf({verbs = objectVerbs, isDeletedSingly}: Catalogued): readonly string[] {
	return isDeletedSingly ? verbs.filter(verb => verb !== 'deletecollection') : verbs;
}

type Catalogued = Pick<Kind, 'group' | 'version' | 'kind' | 'plural' | 'singular' | 'isNamespaced'> &
	Partial<Kind> & {verbs?: readonly string[]};

const catalogue: readonly Catalogued[] = [...kinds, ...virtualKinds];

/** Subresources of a kind, as discovery lists them. */
export function subresourcesOf(kind: Catalogued): Subresource[] {
	const scale = {name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: partVerbs};
	return [
		...(kind.subresources ?? []),
		...(kind.isScalable ? [scale] : []),
		...(kind.hasStatus ? [{name: 'status', kind: kind.kind, verbs: partVerbs}] : []),
	];
}

function groups(): Map<string, string[]> {
	const found = new Map<string, string[]>();
	for (const {group, version} of catalogue) {
		const versions = found.get(group) ?? [];
		if (!versions.includes(version)) found.set(group, [...versions, version]);
	}
	return found;
}

function groupOf(name: string, versions: string[]): Tree {
	const list = versions.map(version => ({groupVersion: `${name}/${version}`, version}));
	return {name, versions: list, preferredVersion: list[0]};
}

/** `GET /api`. */
export function coreVersions(server: string): Tree {
	const serverAddressByClientCIDRs = [{clientCIDR: '0.0.0.0/0', serverAddress: server}];
	return {kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs};
}

/** `GET /apis`. */
export function groupList(): Tree {
	const named = [...groups()].filter(([name]) => name !== '');
	return {
		kind: 'APIGroupList',
		apiVersion: 'v1',
		groups: named.map(([name, versions]) => groupOf(name, versions)),
	};
}

/** `GET /apis/GROUP`; undefined for a group that is not served. */
export function apiGroup(name: string): Tree | undefined {
	const versions = name && groups().get(name);
	return versions ? {kind: 'APIGroup', apiVersion: 'v1', ...groupOf(name, versions)} : undefined;
}

/** `GET /api/v1` and `GET /apis/GROUP/VERSION`; undefined for what is not served. */
export function resourceList(group: string, version: string): Tree | undefined {
	const served = catalogue.filter(kind => kind.group === group && kind.version === version);
	if (served.length === 0) return undefined;
	const resources = served.flatMap(kind => [
		legacyResource(kind),
		...subresourcesOf(kind).map(sub => legacyPart(kind, sub)),
	]);
	return {kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion({group, version}), resources};
}

function legacyResource(kind: Catalogued): Served & Tree {
	return {
		name: kind.plural,
		singularName: kind.singular,
		namespaced: kind.isNamespaced,
		kind: kind.kind,
		verbs: verbsOf(kind),
		shortNames: kind.shortNames,
		categories: kind.categories,
	} as unknown as Served & Tree;
}

function legacyPart(kind: Catalogued, {name, verbs, ...type}: Subresource): Tree {
	return {name: `${kind.plural}/${name}`, singularName: '', namespaced: kind.isNamespaced, ...type, verbs};
}

/** Aggregated discovery of `/api` or `/apis`: every group with all its resources in one answer. */
export function aggregated(isCore: boolean): Tree {
	const named = [...groups()].filter(([name]) => (name === '') === isCore);
	const items = named.map(([name, versions]) => ({
		metadata: {name: name || undefined, creationTimestamp: null},
		versions: versions.map(version => ({
			version,
			resources: aggregatedResources(name, version),
			freshness: 'Current',
		})),
	}));
	return {kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items};
}

function aggregatedResources(group: string, version: string): Tree[] {
	const served = catalogue.filter(kind => kind.group === group && kind.version === version);
	return served.map(kind => ({
		resource: kind.plural,
		responseKind: {group: '', version: '', kind: kind.kind},
		scope: kind.isNamespaced ? 'Namespaced' : 'Cluster',
		singularResource: kind.singular,
		verbs: verbsOf(kind),
		shortNames: kind.shortNames,
		categories: kind.categories,
		subresources: aggregatedParts(kind),
	}));
}

function aggregatedParts(kind: Catalogued): Tree[] | undefined {
	const parts = subresourcesOf(kind);
	if (parts.length === 0) return undefined;
	return parts.map(part => ({
		subresource: part.name,
		responseKind: responseKind(part),
		verbs: part.verbs,
	}));
}

/** Group and version only where they are not those of the resource itself. */
function responseKind({
	group = '',
	version = '',
	kind,
}: {
	group?: string;
	version?: string;
	kind: string;
}): Tree {
	return {group, version, kind};
}
