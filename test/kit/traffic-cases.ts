import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {load, loadAll} from 'js-yaml';
import type {Reader} from '../../source/actions/action.ts';
import {type ActionWord, parseAction, parseTarget} from '../../source/headless/parse-action.ts';
import type {Cluster, ServedResource} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {isRefusal} from '../../source/model/plan.ts';
import type {Resource} from '../../source/model/ref.ts';
import {answer, troubled} from '../../source/model/trouble.ts';
import {resolveKind} from '../../source/resources/kinds.ts';
import {sources} from '../../source/traffic/splits.ts';

const folder = 'test/fixtures/traffic';

/** One folder of a dialect's fixtures: objects as somebody would apply them, and what is asked of them. */
export type TrafficCase = {
	/** `istio/three-versions`. */
	readonly name: string;
	readonly dialect: string;
	readonly says: string;
	readonly objects: readonly KubernetesObject[];
	/** Commands as typed in a shell, each on the objects as they stand in the file. */
	readonly runs: readonly string[];
	/** Whether the objects can be created on a server that serves their kinds, and shifted there. */
	readonly onServer: boolean;
	/** Where what is expected stands. */
	readonly expectedFile: string;
};

type Description = {readonly says: string; readonly runs?: readonly string[]; readonly onServer?: boolean};

/** Every case of every dialect, by name. */
export function trafficCases(): TrafficCase[] {
	return foldersIn(folder).flatMap(dialect =>
		foldersIn(join(folder, dialect)).map(name => {
			const path = join(folder, dialect, name);
			const {says, runs = [], onServer = true} = load(read(join(path, 'case.yaml'))) as Description;
			return {
				name: `${dialect}/${name}`,
				dialect,
				says,
				objects: (loadAll(read(join(path, 'objects.yaml'))) as KubernetesObject[]).map(withIdentity),
				runs,
				onServer,
				expectedFile: join(path, 'expected.json'),
			};
		}),
	);
}

function foldersIn(path: string): string[] {
	if (!existsSync(path)) return [];
	return readdirSync(path, {withFileTypes: true})
		.filter(entry => entry.isDirectory())
		.map(({name}) => name)
		.sort();
}

function read(path: string): string {
	return readFileSync(path, 'utf8');
}

/** What a server would add: an identity, and the generation of a new object. */
function withIdentity(object: KubernetesObject): KubernetesObject {
	const {metadata, kind = ''} = object;
	const uid = metadata.uid ?? `uid-${kind.toLowerCase()}-${metadata.name}`;
	return {...object, metadata: {namespace: 'shop', generation: 1, ...metadata, uid}};
}

const builtIn: ReadonlyArray<readonly [group: string, version: string, plural: string, kind: string]> = [
	['', 'v1', 'services', 'Service'],
	['', 'v1', 'pods', 'Pod'],
	['apps', 'v1', 'deployments', 'Deployment'],
	['apps', 'v1', 'replicasets', 'ReplicaSet'],
	['discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'],
	['autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'],
];

/** The kinds of the objects, and the usual ones, as a server that has them would list them. */
export function servedWith(objects: readonly KubernetesObject[]): ServedResource[] {
	const usual = builtIn.map(([group, version, plural, kind]) =>
		served({group, version, plural, kind, namespaced: true}),
	);
	const read = objects.flatMap(({apiVersion = '', kind}) => {
		const [version = '', group = ''] = apiVersion.split('/').reverse();
		const source = sources.find(each => each.group === group && each.kind === kind);
		return source
			? [served({group, version, plural: source.plural, kind: source.kind, namespaced: true})]
			: [];
	});
	const all = [...usual, ...read];
	return all.filter(
		(each, index) =>
			all.findIndex(other => other.group === each.group && other.plural === each.plural) === index,
	);
}

function served(resource: Resource): ServedResource {
	return {
		...resource,
		singular: resource.kind.toLowerCase(),
		shortNames: [],
		verbs: ['get', 'list', 'watch', 'patch'],
		subresources: [],
	};
}

/** A cluster that holds just these objects, for reading. */
export function readerOf(objects: readonly KubernetesObject[]): Reader & Pick<Cluster, 'clockAheadMs'> {
	const kinds = servedWith(objects);
	const isOf = (object: KubernetesObject, {group, plural}: Resource) => {
		const kind = kinds.find(each => each.group === group && each.plural === plural);
		return kind !== undefined && kind.kind === object.kind && groupOf(object) === group;
	};
	return {
		clockAheadMs: () => 0,
		async get({resource, namespace, name}) {
			const found = objects.find(
				object =>
					isOf(object, resource) &&
					object.metadata.name === name &&
					(object.metadata.namespace ?? '') === namespace,
			);
			return found
				? answer(found)
				: troubled({reason: 'not-found', says: `There is no ${resource.kind} ${name}.`});
		},
		async list(resource, {namespace}, {labels} = {}) {
			return answer(
				objects.filter(
					object =>
						isOf(object, resource) &&
						(namespace === undefined || object.metadata.namespace === namespace) &&
						(labels === undefined || object.metadata.labels?.[labels] !== undefined),
				),
			);
		},
		whoAmI: async () => 'tester',
		discover: async () => answer({resources: kinds, troubles: [], serverVersion: 'v1.36.3'}),
	};
}

function groupOf({apiVersion = ''}: KubernetesObject): string {
	return apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
}

/** The command that was typed, meant for one of the objects. Throws where it means none: a case must be able to run. */
export function commandTyped(text: string, objects: readonly KubernetesObject[]): ActionCommand {
	const words = text.split(' ').filter(Boolean);
	const flags: Record<string, string> = {};
	const plain: string[] = [];
	for (let word = words.shift(); word !== undefined; word = words.shift()) {
		if (word.startsWith('--')) flags[word.slice(2)] = words.shift() ?? '';
		else plain.push(word);
	}
	const [action, on, ...rest] = plain;
	const named = parseTarget(on);
	if (isRefusal(named)) throw new Error(`${text}: ${named.says}`);
	const resource = resolveKind(named.kind, servedWith(objects));
	if (isRefusal(resource)) throw new Error(`${text}: ${resource.says}`);
	const {group, version, plural, kind} = resource;
	const target = {
		resource: {group, version, plural, kind, namespaced: true},
		namespace: flags.namespace ?? 'shop',
		name: named.name,
	};
	const command = parseAction(
		action as Exclude<ActionWord, 'undo' | 'redo' | 'restore' | 'do'>,
		target,
		rest,
		{
			...flags,
			expect: flags.expect === undefined ? [] : [flags.expect],
		} as unknown as Parameters<typeof parseAction>[3],
	);
	if (isRefusal(command)) throw new Error(`${text}: ${command.says}`);
	return command;
}

/** The object that a ref means. */
export function objectAt(objects: readonly KubernetesObject[], uid: string): KubernetesObject {
	return objects.find(({metadata}) => metadata.uid === uid)!;
}
