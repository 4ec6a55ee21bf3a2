/**
 * Models: which versions of a thing there are, and who gets them. Nothing in a
 * cluster is called a model, so it is read off what there is. A split is one,
 * and all splits with the same champion, or the same versions, are one model
 * with several ways in. A Deployment without a split is a version where its
 * pods are labelled so and a Service leads to them, as objectives make it: not
 * every Deployment of a cluster is a model.
 */
import {isSelected, type Labels} from '../model/labels.ts';
import type {Backend, PodCount, RoleFrom, Split} from '../model/split.ts';
import type {DeploymentPart, ServicePart} from './world.ts';

/** On a pod template: the model that its pods are a version of. */
export const modelLabel = 'sluice.dev/model';

/** `shadow`: gets copies, and nobody its answers. `unrouted`: no way leads to it. */
export type ModelRole = 'champion' | 'challenger' | 'shadow' | 'unrouted';

export type ModelVersion = {
	readonly namespace: string;
	/** The backend's name; that of the Service where no split leads to it. */
	readonly name: string;
	readonly role: ModelRole;
	/** Undefined where nobody has to say it. */
	readonly roleFrom?: RoleFrom;
	readonly image?: string;
	readonly pods?: PodCount;
	/** Percent of each way in, in their order; undefined where it is no backend of it. */
	readonly shares: ReadonlyArray<number | null | undefined>;
	/** Percent of requests that it gets copies of. */
	readonly copies?: number;
	/** The Deployment that runs it, where one does. */
	readonly deployment?: {readonly uid: string; readonly name: string};
	/** When that was made, in milliseconds since the epoch. */
	readonly since?: number;
};

export type Model = {
	/** Stable for as long as its first way in, or its first Deployment, is there. */
	readonly key: string;
	readonly namespace: string;
	readonly name: string;
	/** The champion first, then the challengers, the shadows and what is not routed. */
	readonly versions: readonly ModelVersion[];
	/** The splits that lead to it, and rules of one version that copy to another. */
	readonly ways: readonly Split[];
};

type Deployed = DeploymentPart & {readonly created?: number};

export type ModelSources = {
	readonly splits: readonly Split[];
	/** Rules with a single backend, in the shape of splits. */
	readonly lone: readonly Split[];
	readonly deployments: Iterable<Deployed>;
	readonly services: Iterable<ServicePart>;
};

export function modelsOf({splits, lone, deployments, services}: ModelSources): Model[] {
	const deployed = [...deployments];
	const copying = lone.filter(({also}) => also.some(({copies}) => copies !== undefined));
	const routed = familiesOf([...splits, ...copying]).map(ways => modelOf(ways, deployed));
	const known = new Set(
		routed.flatMap(({versions}) => versions.flatMap(({deployment}) => deployment?.uid ?? [])),
	);
	const unrouted = labelledVersions(
		deployed.filter(({uid}) => !known.has(uid)),
		[...services],
	);
	return joined(routed, unrouted).sort(
		(left, right) => compare(left.namespace, right.namespace) || compare(left.name, right.name),
	);
}

/** Splits that are one model: of one rollout, with one champion, or with the same versions. */
function familiesOf(splits: readonly Split[]): Split[][] {
	const families: {readonly marks: Set<string>; readonly ways: Split[]}[] = [];
	for (const split of splits) {
		const marks = marksOf(split);
		const met = families.filter(family => marks.some(mark => family.marks.has(mark)));
		const [first = {marks: new Set<string>(), ways: []}, ...others] = met;
		if (met.length === 0) families.push(first);
		for (const other of others) {
			for (const mark of other.marks) first.marks.add(mark);
			first.ways.push(...other.ways);
			families.splice(families.indexOf(other), 1);
		}
		for (const mark of marks) first.marks.add(mark);
		first.ways.push(split);
	}
	return families.map(({ways}) => ways);
}

function marksOf({backends, drivenBy}: Split): readonly string[] {
	const champion = backends.find(({role}) => role === 'champion');
	const all = backends.map(placeOf).sort().join(' ');
	return [
		`all ${all}`,
		...(champion === undefined ? [] : [`champion ${placeOf(champion)}`]),
		...(drivenBy === undefined ? [] : [`rollout ${drivenBy.uid}`]),
	];
}

function placeOf({namespace, name}: {readonly namespace: string; readonly name: string}): string {
	return `${namespace}/${name}`;
}

function modelOf(ways: readonly Split[], deployed: readonly Deployed[]): Model {
	const [first] = ways as [Split];
	const places = [...new Set(ways.flatMap(({backends}) => backends.map(placeOf)))];
	const backends = places.map(place => versionOf(place, ways, deployed));
	const shadows = shadowsOf(ways, deployed).filter(shadow => !places.includes(placeOf(shadow)));
	const versions = inOrder([...backends, ...shadows]);
	const {namespace, name} = first.ref;
	return {key: first.key, namespace, name: nameOf(versions, deployed) ?? name, versions, ways};
}

function versionOf(place: string, ways: readonly Split[], deployed: readonly Deployed[]): ModelVersion {
	const each = ways.map(({backends}) => backends.find(backend => placeOf(backend) === place));
	const backend = each.find(found => found !== undefined)!;
	const {namespace, name, role, roleFrom, image, pods} = backend;
	return {
		namespace,
		name,
		role: role === 'champion' ? 'champion' : 'challenger',
		roleFrom,
		...(image !== undefined && {image}),
		...(pods !== undefined && {pods}),
		shares: each.map(found => found?.share),
		...copiesTo(backend, ways),
		...runBy(behind(backend, deployed)),
	};
}

function copiesTo({name}: {readonly name: string}, ways: readonly Split[]): {copies?: number} {
	const copies = ways.flatMap(({also}) =>
		also.flatMap(way => (way.reaches === name ? (way.copies ?? []) : [])),
	);
	return copies.length === 0 ? {} : {copies: Math.max(...copies)};
}

/** What gets copies and nothing else. */
function shadowsOf(ways: readonly Split[], deployed: readonly Deployed[]): ModelVersion[] {
	const names = ways.flatMap(({ref, also}) =>
		also.flatMap(({reaches, copies}) => (copies === undefined ? [] : [`${ref.namespace}/${reaches}`])),
	);
	return [...new Set(names)].map(place => {
		const [namespace = '', name = ''] = place.split('/');
		const found = deployed.find(each => each.namespace === namespace && each.name === name);
		return {
			namespace,
			name,
			role: 'shadow',
			...(found && podsOf(found)),
			shares: ways.map(() => undefined),
			...copiesTo({name}, ways),
			...runBy(found),
		};
	});
}

/** The Deployment whose pods a backend sends to. */
function behind(
	{namespace, kind, name, labels = {}}: Backend,
	deployed: readonly Deployed[],
): Deployed | undefined {
	return deployed.find(each => {
		if (each.namespace !== namespace) return false;
		return kind === 'Deployment' ? each.name === name : isSelected(each.templateLabels, labels);
	});
}

function runBy(found: Deployed | undefined): Pick<ModelVersion, 'deployment' | 'since'> {
	if (found === undefined) return {};
	const {uid, name, created} = found;
	return {deployment: {uid, name}, ...(created !== undefined && {since: created})};
}

function podsOf({ready, wanted, containers}: Deployed): Pick<ModelVersion, 'pods' | 'image'> {
	const image = containers[0]?.image;
	return {pods: {ready, wanted}, ...(image !== undefined && {image})};
}

type Labelled = {readonly model: string; readonly version: ModelVersion};

function labelledVersions(deployed: readonly Deployed[], services: readonly ServicePart[]): Labelled[] {
	return deployed.flatMap((each): Labelled[] => {
		const model = each.templateLabels[modelLabel];
		const service = services.find(
			({namespace, selector = {}}) =>
				namespace === each.namespace && isSelected(each.templateLabels, selector as Labels),
		);
		if (model === undefined || service === undefined) return [];
		const {namespace} = each;
		const version = {namespace, name: service.name, role: 'unrouted', shares: []} as const;
		return [{model, version: {...version, ...podsOf(each), ...runBy(each)}}];
	});
}

/** Labelled versions join the model that is called so; the only one of its model is what its callers get. */
function joined(routed: readonly Model[], labelled: readonly Labelled[]): Model[] {
	const models = [...routed];
	const names = new Set(labelled.map(({model, version}) => `${version.namespace}/${model}`));
	for (const place of names) {
		const versions = labelled
			.filter(({model, version}) => `${version.namespace}/${model}` === place)
			.map(({version}) => version);
		const index = models.findIndex(({namespace, name}) => `${namespace}/${name}` === place);
		const known = models[index];
		if (known !== undefined) {
			models[index] = {...known, versions: inOrder([...known.versions, ...versions])};
			continue;
		}
		const [only, ...more] = versions as [ModelVersion, ...ModelVersion[]];
		const alone = more.length === 0 ? [{...only, role: 'champion' as const}] : versions;
		models.push({
			key: only.deployment?.uid ?? place,
			namespace: only.namespace,
			name: place.slice(only.namespace.length + 1),
			versions: alone,
			ways: [],
		});
	}
	return models;
}

const order: readonly ModelRole[] = ['champion', 'challenger', 'shadow', 'unrouted'];

function inOrder(versions: readonly ModelVersion[]): ModelVersion[] {
	return [...versions].sort((left, right) => order.indexOf(left.role) - order.indexOf(right.role));
}

/** What the names of all versions begin with, else what the champion's pods are labelled as; undefined where neither tells. */
function nameOf(versions: readonly ModelVersion[], deployed: readonly Deployed[]): string | undefined {
	const [first = [], ...others] = versions
		.filter(({role}) => role !== 'unrouted')
		.map(({name}) => name.split('-'));
	const differs = first.findIndex((word, w) => others.some(words => words[w] !== word));
	const common = others.length === 0 ? [] : first.slice(0, differs === -1 ? first.length : differs);
	if (common.length > 0) return common.join('-');
	const champion = versions.find(({role}) => role === 'champion')?.deployment;
	return deployed.find(({uid}) => uid === champion?.uid)?.templateLabels[modelLabel];
}

function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}
