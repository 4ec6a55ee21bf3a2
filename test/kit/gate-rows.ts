// What the gateway is tried with: every action on every kind it takes. The rows
// come from the registry of actions, so that a new action, or a new kind of one,
// has to find its place here.
import {readFileSync} from 'node:fs';
import {actions} from '../../source/actions/index.ts';
import {ledKinds} from '../../source/actions/lever.ts';
import type {ActionCommand, Target} from '../../source/model/command.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Split} from '../../source/model/split.ts';
import {type TrafficCase, trafficCases} from './traffic-cases.ts';

export type ActionWord = ActionCommand['action'];

/** Objects that stand together, and the rows that are about them. */
export type Scene = {
	readonly name: string;
	readonly objects: readonly KubernetesObject[];
	readonly rows: readonly Row[];
};

export type Row = {
	readonly action: ActionWord;
	/** `deployments.apps` */
	readonly kind: string;
	/** The name of the object that is meant. */
	readonly on: string;
	/** What must have happened before the action means something. */
	readonly needs?: 'a change by sluice' | 'an undone change' | 'a revision before' | 'ready pods';
};

/** The splits of the target, where the action is about one. */
export type Around = {readonly splits: readonly Split[]};

/** The command of a row: an action without one here does not compile. */
export const commands: {
	readonly [Word in ActionWord]: (target: Target, around: Around) => ActionCommand;
} = {
	scale: target => ({action: 'scale', target, replicas: 0}),
	upgrade: target => ({action: 'upgrade', target, image: 'registry.example.com/shop:9'}),
	rollback: target => ({action: 'rollback', target}),
	restart: target => ({action: 'restart', target}),
	shift: (target, {splits: [split]}) => ({
		action: 'shift',
		target,
		rule: split?.rule || undefined,
		percents: [
			{backend: split?.backends[1]?.name ?? 'none', percent: split?.backends[1]?.share === 50 ? 100 : 50},
		],
	}),
	'drain-traffic': (target, {splits: [split]}) => ({
		action: 'drain-traffic',
		target,
		rule: split?.rule || undefined,
		to: split?.backends[0]?.name,
	}),
	swap: (target, {splits: [split]}) => ({action: 'swap', target, rule: split?.rule || undefined}),
	'choose-champion': (target, {splits: [split]}) => ({
		action: 'choose-champion',
		target,
		backend: split?.backends[1]?.name ?? 'none',
	}),
	promote: target => ({action: 'promote', target}),
	jump: target => ({action: 'jump', target, step: 1}),
	pause: target => ({action: 'pause', target}),
	resume: target => ({action: 'resume', target}),
	abort: target => ({action: 'abort', target}),
	retry: target => ({action: 'retry', target}),
	hold: target => ({action: 'hold', target, forMs: 60_000}),
	release: target => ({action: 'release', target}),
	'hand-back': target => ({action: 'hand-back', target}),
	delete: target => ({action: 'delete', target}),
	cordon: target => ({action: 'cordon', target}),
	uncordon: target => ({action: 'uncordon', target}),
	'drain-node': target => ({action: 'drain-node', target, force: true, deleteEmptyDirData: true}),
	'scale-bounds': target => ({action: 'scale-bounds', target, max: 9}),
	exec: target => ({action: 'exec', target}),
	'port-forward': target => ({action: 'port-forward', target, local: 0, remote: '80'}),
	'open-notebook': target => ({action: 'open-notebook', target, local: 0}),
	'stop-notebook': target => ({action: 'stop-notebook', target}),
	do: ({name, namespace}) => ({
		action: 'do',
		objective: 'deploy',
		values: {name: `${name}-made`, image: 'registry.example.com/shop:9', replicas: '1'},
		namespace,
	}),
	undo: () => ({action: 'undo'}),
	redo: () => ({action: 'redo'}),
};

const championKinds = actions.find(({name}) => name === 'choose-champion')!.kinds;

/** What an action that takes any kind is tried on. */
const anyKind: {readonly [action: string]: readonly string[]} = {
	shift: championKinds,
	'drain-traffic': championKinds,
	swap: championKinds,
	do: ['deployments.apps'],
	hold: ['deployments.apps', 'kustomizations.kustomize.toolkit.fluxcd.io'],
	release: ['deployments.apps', 'kustomizations.kustomize.toolkit.fluxcd.io'],
	'hand-back': ['deployments.apps', 'httproutes.gateway.networking.k8s.io'],
	'scale-bounds': ['deployments.apps', 'horizontalpodautoscalers.autoscaling', 'scaledobjects.keda.sh'],
};

/** Every pair of an action and a kind it takes, as the registry has them, and undo and redo. */
export function pairs(): ReadonlyArray<readonly [ActionWord, string]> {
	return [
		...actions.flatMap(({name, kinds}) =>
			(kinds.length > 0 ? kinds : (anyKind[name] ?? [])).map(kind => [name, kind] as const),
		),
		['undo', 'deployments.apps'],
		['redo', 'deployments.apps'],
	];
}

/** Kinds that only take part in a split of another, and that no server here keeps. */
export const withoutObjects = ['pipelines.mlops.seldon.io'];

export function scenes(): readonly Scene[] {
	return [workloads(), running(), notebook(), autoscaled(), nodes(), others(), ...traffic(), ...rollouts()];
}

function rowsFor(named: Readonly<Record<string, string>>, isMeant: (action: ActionWord) => boolean): Row[] {
	return pairs().flatMap(([action, kind]): Row[] => {
		const on = named[kind];
		if (on === undefined || !isMeant(action)) return [];
		const needs = needed[action];
		return [{action, kind, on, ...(needs && kind === 'deployments.apps' && {needs})}];
	});
}

const needed: {readonly [action: string]: Row['needs']} = {
	rollback: 'a revision before',
	undo: 'a change by sluice',
	redo: 'an undone change',
	'hand-back': 'a change by sluice',
};

const template = {
	metadata: {labels: {app: 'gate'}},
	spec: {containers: [{name: 'app', image: 'registry.example.com/shop:1'}]},
};
const selector = {matchLabels: {app: 'gate'}};

function object(apiVersion: string, kind: string, name: string, spec: object, more: object = {}) {
	return {
		apiVersion,
		kind,
		metadata: {name, namespace: 'shop', uid: `uid-${name}`, ...more},
		spec,
	} as unknown as KubernetesObject;
}

/** One that Flux applies, so that there is an owner to hold. */
const byFlux = {
	labels: {
		'kustomize.toolkit.fluxcd.io/name': 'shop',
		'kustomize.toolkit.fluxcd.io/namespace': 'shop',
	},
};

function workloads(): Scene {
	const once = {...template, spec: {...template.spec, restartPolicy: 'Never'}};
	const objects = [
		object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'shop', {
			interval: '10m',
			prune: false,
			sourceRef: {kind: 'GitRepository', name: 'shop'},
		}),
		object('apps/v1', 'Deployment', 'gate', {replicas: 2, selector, template}, byFlux),
		object('apps/v1', 'StatefulSet', 'kept', {replicas: 2, serviceName: 'kept', selector, template}),
		object('apps/v1', 'DaemonSet', 'each', {selector, template}),
		object('apps/v1', 'ReplicaSet', 'plain', {replicas: 2, selector, template}),
		object('batch/v1', 'CronJob', 'nightly', {
			schedule: '0 3 1 1 *',
			jobTemplate: {spec: {template: once}},
		}),
		object('batch/v1', 'Job', 'once', {suspend: true, template: once}),
	];
	const named = {
		'deployments.apps': 'gate',
		'statefulsets.apps': 'kept',
		'daemonsets.apps': 'each',
		'replicasets.apps': 'plain',
		'cronjobs.batch': 'nightly',
		'jobs.batch': 'once',
		'kustomizations.kustomize.toolkit.fluxcd.io': 'shop',
	};
	return {name: 'workloads', objects, rows: rowsFor(named, action => !ofNotebooks.includes(action))};
}

/** What runs, so that something leads into it. */
function running(): Scene {
	const labels = {app: 'runs'};
	const objects = [
		object('v1', 'Service', 'runs', {selector: labels, ports: [{port: 80}]}),
		object('v1', 'Pod', 'runs', {...template.spec, terminationGracePeriodSeconds: 0}, {labels}),
	];
	const isMeant = (action: ActionWord) => action === 'exec' || action === 'port-forward';
	const rows = rowsFor({pods: 'runs', services: 'runs'}, isMeant);
	return {name: 'running', objects, rows: rows.map(row => ({...row, needs: 'ready pods'}))};
}

const ofNotebooks: readonly ActionWord[] = ['open-notebook', 'stop-notebook'];

/** A workload that is found by its label, and led to with what a Secret holds. */
function notebook(): Scene {
	const labels = {app: 'lab'};
	const metadata = {labels: {...labels, 'app.kubernetes.io/component': 'notebook'}};
	const objects = [
		object('apps/v1', 'Deployment', 'lab', {
			replicas: 1,
			selector: {matchLabels: labels},
			template: {...template, metadata},
		}),
	];
	const rows = rowsFor({'deployments.apps': 'lab'}, action => ofNotebooks.includes(action));
	return {name: 'notebook', objects, rows: rows.map(row => ({...row, needs: 'ready pods'}))};
}

/** What scales by itself: an autoscaler of the cluster's own, and one that KEDA keeps. */
function autoscaled(): Scene {
	const named = {
		'deployments.apps': 'scaled',
		'horizontalpodautoscalers.autoscaling': 'scaled',
		'scaledobjects.keda.sh': 'by-events',
	};
	const scaled = (name: string) => {
		const labels = {app: name};
		const pods = {...template, metadata: {labels}};
		return object('apps/v1', 'Deployment', name, {
			replicas: 2,
			selector: {matchLabels: labels},
			template: pods,
		});
	};
	const objects = [
		scaled('scaled'),
		object('autoscaling/v2', 'HorizontalPodAutoscaler', 'scaled', {
			scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'scaled'},
			minReplicas: 1,
			maxReplicas: 5,
		}),
		scaled('by-events'),
		object('keda.sh/v1alpha1', 'ScaledObject', 'by-events', {
			scaleTargetRef: {name: 'by-events'},
			maxReplicaCount: 5,
			triggers: [{type: 'cpu', metadata: {value: '50'}}],
		}),
	];
	const isMeant = (action: ActionWord) => action === 'scale-bounds' || action === 'delete';
	return {name: 'autoscaled', objects, rows: rowsFor(named, isMeant)};
}

/**
 * Nodes belong to everybody: these are of the run's own, named for its namespace
 * and tainted, so that nobody else's pods start there. No kubelet plays them.
 */
function nodes(): Scene {
	const [open, closed] = ['node-of-shop-open', 'node-of-shop-closed'];
	const taints = [{key: 'example.com/gate', value: 'own', effect: 'NoSchedule'}];
	const node = (name: string, more: object) => object('v1', 'Node', name, {taints, ...more});
	const pod = (name: string, nodeName: string) =>
		object('v1', 'Pod', name, {
			...template.spec,
			nodeName,
			// With neither grace nor a taint it minds, it stays until it is deleted, and then goes at once.
			terminationGracePeriodSeconds: 0,
			tolerations: [{operator: 'Exists'}],
		});
	const objects = [
		node(open, {}),
		node(closed, {unschedulable: true}),
		pod('on-open', open),
		pod('on-closed', closed),
	];
	const rows = [
		...rowsFor({nodes: open, pods: 'on-open'}, action => action !== 'uncordon'),
		// Nothing is left to cordon there: an eviction comes first.
		...rowsFor({nodes: closed}, action => action === 'uncordon' || action === 'drain-node'),
	];
	return {name: 'nodes', objects, rows};
}

/** What nothing but its end can be asked of. */
function others(): Scene {
	const argo = 'argoproj.io/v1alpha1';
	const destination = {server: 'https://kubernetes.default.svc', namespace: 'shop'};
	const source = {repoURL: 'https://git.example.com/shop.git', path: '.', targetRevision: 'main'};
	const provider = {job: {spec: {template: {spec: {containers: [], restartPolicy: 'Never'}}}}};
	const objects = [
		{
			...object('discovery.k8s.io/v1', 'EndpointSlice', 'slice', {}),
			spec: undefined,
			addressType: 'IPv4',
			endpoints: [{addresses: ['10.1.2.3']}],
		} as unknown as KubernetesObject,
		object(argo, 'Application', 'shop', {project: 'default', destination, source}),
		object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'shop', {
			interval: '10m',
			chartRef: {kind: 'OCIRepository', name: 'shop'},
		}),
		object(argo, 'AnalysisRun', 'measured', {metrics: [{name: 'errors', provider}]}),
		object(argo, 'Experiment', 'compared', {
			templates: [{name: 'baseline', selector: {matchLabels: {app: 'compared'}}, template}],
		}),
	];
	const named = {
		'endpointslices.discovery.k8s.io': 'slice',
		'applications.argoproj.io': 'shop',
		'helmreleases.helm.toolkit.fluxcd.io': 'shop',
		'analysisruns.argoproj.io': 'measured',
		'experiments.argoproj.io': 'compared',
	};
	return {name: 'others', objects, rows: rowsFor(named, () => true)};
}

/** `GRPCRoute` and `gateway.networking.k8s.io/v1` as the registry names it. */
function kindOf({kind = '', apiVersion = ''}: KubernetesObject): string {
	const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
	const plural =
		kind === 'Ingress' ? 'ingresses' : kind === 'HTTPProxy' ? 'httpproxies' : `${kind.toLowerCase()}s`;
	return group === '' ? plural : `${plural}.${group}`;
}

const aboutTraffic: readonly ActionWord[] = [
	'shift',
	'drain-traffic',
	'swap',
	'choose-champion',
	'hand-back',
	'delete',
];

const isPlain = ({name}: TrafficCase) => /\/(two-versions|plain|by-replicas)/.test(name);

/** Of every kind the first object of a case that a server takes, and that something is shifted in. */
function traffic(): Scene[] {
	const usable = trafficCases()
		.filter(
			({onServer, runs, dialect}) =>
				onServer && !(dialect in states) && runs.some(run => /^shift /.test(run)),
		)
		.sort((left, right) => Number(isPlain(right)) - Number(isPlain(left)));
	const chosen = new Map<TrafficCase, Record<string, string>>();
	for (const kind of championKinds.filter(each => !ledKinds.includes(each) && each !== 'services')) {
		const places = usable.flatMap(each =>
			each.objects.filter(one => kindOf(one) === kind).map(one => ({each, one, runs: each.runs.join(' ')})),
		);
		const shifted = places.find(({one, runs}) => runs.includes(`/${one.metadata.name} `));
		const place = shifted ?? places[0];
		if (place) chosen.set(place.each, {...chosen.get(place.each), [kind]: place.one.metadata.name});
	}
	const withRule = [...chosen].map(([{name, objects}, named]): Scene => {
		const rows = rowsFor(named, action => aboutTraffic.includes(action));
		return {name, objects, rows};
	});
	return [...withRule, subsets(), behindOneService()];
}

/** No case that a server takes has one: it only tells the pods of subsets. */
function subsets(): Scene {
	const named = {'destinationrules.networking.istio.io': 'checkout'};
	const spec = {host: 'checkout', subsets: [{name: 'v1', labels: {version: 'v1'}}]};
	const objects = [object('networking.istio.io/v1', 'DestinationRule', 'checkout', spec)];
	return {
		name: 'istio/subsets alone',
		objects,
		rows: rowsFor(named, action => aboutTraffic.includes(action)),
	};
}

/** Two Deployments behind one Service, which is shifted by scaling them. */
function behindOneService(): Scene {
	const version = (name: string, replicas: number, track: string) => {
		const labels = {app: 'checkout', version: name};
		const pods = {metadata: {labels: {...labels, track}}, spec: template.spec};
		return object('apps/v1', 'Deployment', name, {replicas, selector: {matchLabels: labels}, template: pods});
	};
	const objects = [
		version('checkout-a', 3, 'champion'),
		version('checkout-b', 1, 'challenger'),
		object('v1', 'Service', 'checkout', {selector: {app: 'checkout'}, ports: [{port: 80}]}),
	];
	const rows = rowsFor({services: 'checkout'}, action => aboutTraffic.includes(action));
	return {name: 'two Deployments behind one Service', objects, rows};
}

/** Which state of an engine's object gives a verb something to do; the first one for all others. */
const states: Readonly<
	Record<string, readonly [kind: string, first: string, more: Readonly<Record<string, string>>]>
> = {
	'argo-rollouts': [
		'rollouts.argoproj.io',
		'paused-until-promoted',
		{retry: 'aborted', resume: 'paused-by-hand', rollback: 'healthy'},
	],
	flagger: ['canaries.flagger.app', 'progressing', {resume: 'suspended', retry: 'failed'}],
	kruise: ['rollouts.rollouts.kruise.io', 'paused-until-approved', {resume: 'paused', pause: 'upgrading'}],
};

function rollouts(): Scene[] {
	return Object.entries(states).flatMap(([engine, [kind, first, more]]) =>
		[first, ...new Set(Object.values(more))].map((state): Scene => {
			const file = `test/fixtures/engines/${engine}/${state}.json`;
			const read = JSON.parse(readFileSync(file, 'utf8')) as KubernetesObject;
			const rows = rowsFor({[kind]: read.metadata.name}, action => (more[action] ?? first) === state);
			return {name: `${engine}/${state}`, objects: [read], rows};
		}),
	);
}
