// A small cluster made of ordinary objects, projected as streams do it, told to a store as the cluster would tell it.
import type {Change} from '../../source/model/change.ts';
import type {Context, Discovery, ServedResource} from '../../source/model/cluster.ts';
import type {Health} from '../../source/model/health.ts';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {resourceViews} from '../../source/resources/index.ts';
import type {Row} from '../../source/resources/view.ts';
import type {Event} from '../../source/store/events.ts';
import {type Beginning, initialState} from '../../source/store/state.ts';
import {createStore, type Store} from '../../source/store/store.ts';

export const noon = Date.UTC(2026, 0, 1, 12);
const minute = 60_000;

export const context: Context = {
	name: 'eu1',
	server: 'https://127.0.0.1:6443',
	namespace: 'shop',
	isLocal: true,
	isInsecure: false,
};

function time(agoMs: number): string {
	return new Date(noon - agoMs).toISOString();
}

function metadata(name: string, more: JsonObject = {}) {
	return {
		name,
		namespace: 'shop',
		uid: `uid-${name}`,
		creationTimestamp: time(90 * minute),
		generation: 1,
		...more,
	};
}

const owned = (kind: string, name: string) => ({
	ownerReferences: [{apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true}],
});

export function pod(
	name: string,
	of: {workload?: string; node?: string; status?: JsonObject; metadata?: JsonObject} = {},
) {
	const {workload, node = 'node-1', status = {}} = of;
	const owner =
		workload === undefined
			? {}
			: {labels: {app: workload, 'pod-template-hash': 'abc'}, ...owned('ReplicaSet', `${workload}-abc`)};
	return {
		metadata: metadata(name, {...owner, ...of.metadata}),
		spec: {nodeName: node, containers: [{name: 'app', image: 'shop/app:1.0'}]},
		status: {
			phase: 'Running',
			podIP: '10.0.0.7',
			conditions: [{type: 'Ready', status: 'True', lastTransitionTime: time(80 * minute)}],
			containerStatuses: [{name: 'app', ready: true, restartCount: 0, state: {running: {}}}],
			...status,
		},
	} as unknown as KubernetesObject;
}

/** It crashes again and again, and has for an hour. */
export function crashing(name: string, workload?: string) {
	return pod(name, {
		workload,
		status: {
			conditions: [{type: 'Ready', status: 'False', lastTransitionTime: time(60 * minute)}],
			containerStatuses: [
				{
					name: 'app',
					ready: false,
					restartCount: 12,
					state: {waiting: {reason: 'CrashLoopBackOff'}},
					lastState: {terminated: {exitCode: 137, reason: 'OOMKilled', finishedAt: time(3 * minute)}},
				},
			],
		},
	});
}

export function deployment(name: string, of: {wanted?: number; ready?: number; image?: string} = {}) {
	const {wanted = 3, ready = wanted, image = 'shop/app:1.0'} = of;
	return {
		metadata: metadata(name, {annotations: {'deployment.kubernetes.io/revision': '2'}}),
		spec: {
			replicas: wanted,
			selector: {matchLabels: {app: name}},
			template: {metadata: {labels: {app: name}}, spec: {containers: [{name: 'app', image}]}},
		},
		status: {
			observedGeneration: 1,
			replicas: wanted,
			updatedReplicas: wanted,
			readyReplicas: ready,
			availableReplicas: ready,
			conditions: [
				{
					type: 'Available',
					status: ready > 0 ? 'True' : 'False',
					reason: 'MinimumReplicas',
					lastTransitionTime: time(80 * minute),
				},
				{
					type: 'Progressing',
					status: 'True',
					reason: 'NewReplicaSetAvailable',
					lastTransitionTime: time(80 * minute),
				},
			],
		},
	} as unknown as KubernetesObject;
}

export function replicaSet(of: string, revision: number, image: string, replicas: number) {
	const name = `${of}-${revision === 2 ? 'abc' : `old${revision}`}`;
	return {
		metadata: metadata(name, {
			...owned('Deployment', of),
			annotations: {'deployment.kubernetes.io/revision': String(revision)},
		}),
		spec: {replicas, template: {spec: {containers: [{name: 'app', image}]}}},
		status: {replicas, readyReplicas: replicas, availableReplicas: replicas},
	} as unknown as KubernetesObject;
}

export function service(name: string, app = name) {
	return {
		metadata: metadata(name),
		spec: {selector: {app}, ports: [{port: 80}]},
	} as unknown as KubernetesObject;
}

/** The endpoints of a Service: one for each of these pods, ready or not. */
export function endpointSlice(of: string, pods: readonly string[], ready = true) {
	return {
		metadata: metadata(`${of}-slice`, {labels: {'kubernetes.io/service-name': of}}),
		addressType: 'IPv4',
		ports: [{port: 80}],
		endpoints: pods.map((name, n) => ({
			addresses: [`10.0.0.${n + 1}`],
			conditions: {ready, serving: ready, terminating: false},
			targetRef: {kind: 'Pod', name, uid: `uid-${name}`},
		})),
	} as unknown as KubernetesObject;
}

export function node(name: string) {
	return {
		metadata: {...metadata(name), namespace: undefined},
		status: {
			conditions: [{type: 'Ready', status: 'True', lastTransitionTime: time(900 * minute)}],
			nodeInfo: {kubeletVersion: 'v1.35.0'},
		},
	} as unknown as KubernetesObject;
}

export function namespaceNamed(name: string) {
	return {
		metadata: {...metadata(name), namespace: undefined},
		status: {phase: 'Active'},
	} as unknown as KubernetesObject;
}

export function route(name: string, champion: number, challenger: number) {
	return {
		apiVersion: 'gateway.networking.k8s.io/v1',
		metadata: metadata(name, {annotations: {'sluice.dev/champion': 'cards-v1'}}),
		spec: {
			hostnames: ['shop.example.com'],
			rules: [
				{
					name: 'cards',
					matches: [{path: {type: 'PathPrefix', value: '/cards'}}],
					backendRefs: [
						{name: 'cards-v1', port: 80, weight: champion},
						{name: 'cards-v2', port: 80, weight: challenger},
					],
				},
			],
		},
		status: {
			parents: [
				{conditions: [{type: 'Accepted', status: 'True', reason: 'Accepted', observedGeneration: 1}]},
			],
		},
	} as unknown as KubernetesObject;
}

export type World = {readonly [view: string]: readonly KubernetesObject[]};

/** Two versions of cards behind one route, one of them troubled, and a quiet ranker. */
export const shop: World = {
	pods: [
		...[1, 2, 3].map(n => pod(`cards-v1-abc-${n}`, {workload: 'cards-v1'})),
		...[1, 2].map(n => pod(`cards-v2-abc-${n}`, {workload: 'cards-v2', node: 'node-2'})),
		crashing('ranker-abc-1', 'ranker'),
	],
	deployments: [
		deployment('cards-v1'),
		deployment('cards-v2', {wanted: 2, image: 'shop/app:1.1'}),
		deployment('ranker', {wanted: 1, ready: 0}),
	],
	replicasets: [
		replicaSet('cards-v1', 2, 'shop/app:1.0', 3),
		replicaSet('cards-v1', 1, 'shop/app:0.9', 0),
		replicaSet('cards-v2', 2, 'shop/app:1.1', 2),
	],
	services: [service('cards-v1'), service('cards-v2')],
	httproutes: [route('checkout', 90, 10)],
	nodes: [node('node-1'), node('node-2')],
	namespaces: [namespaceNamed('shop'), namespaceNamed('models')],
	endpointslices: [
		endpointSlice('cards-v1', ['cards-v1-abc-1', 'cards-v1-abc-2', 'cards-v1-abc-3']),
		endpointSlice('cards-v2', ['cards-v2-abc-1', 'cards-v2-abc-2']),
	],
	horizontalpodautoscalers: [],
	events: [],
};

export function served(): Discovery {
	const resources = resourceViews.map(
		({group, plural, kind, isNamespaced}): ServedResource => ({
			group,
			version: 'v1',
			plural,
			kind,
			namespaced: isNamespaced,
			singular: kind.toLowerCase(),
			shortNames: [],
			verbs: ['get', 'list', 'watch', 'patch'],
			subresources: [],
		}),
	);
	return {resources, troubles: [], serverVersion: 'v1.35.0'};
}

export function rowsFrom(view: string, objects: readonly KubernetesObject[]): Row[] {
	const {project} = resourceViews.find(({name}) => name === view)!;
	return objects.flatMap(object => project(object) ?? []);
}

/** What a stream tells of a view: all its rows, and how it fares. */
export function told(view: string, changes: readonly Change<Row>[]): Event {
	return {type: 'rowsChanged', view, stream: view, changes, at: noon};
}

export const live: Health = {state: 'live'};

export function storeOf(
	world: World = {},
	{events = [], ...beginning}: Partial<Beginning> & {events?: readonly Event[]} = {},
): Store {
	const store = createStore(
		initialState({
			context,
			contexts: ['eu1', 'us1'],
			isReadOnly: false,
			isProduction: false,
			namespace: 'shop',
			screen: {name: 'list', view: 'pods'},
			size: {columns: 80, rows: 24},
			now: noon,
			...beginning,
		}),
	);
	store.dispatch({type: 'discovered', discovery: served()});
	for (const [view, objects] of Object.entries(world)) {
		store.dispatch(
			{type: 'streamOpened', view, stream: view},
			told(view, [
				{type: 'replaced', rows: rowsFrom(view, objects)},
				{type: 'health', health: live},
			]),
		);
	}
	store.dispatch(...events);
	return store;
}
