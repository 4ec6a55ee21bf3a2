import {mkdirSync, writeFileSync} from 'node:fs';
import {dump} from 'js-yaml';
import {actions} from './source/actions/index.ts';
import {engines} from './source/engines/index.ts';
import {parseResourceName} from './source/model/ref.ts';
import {objectives} from './source/objectives/index.ts';
import {holders} from './source/owners/holders.ts';
import {resourceViews} from './source/resources/index.ts';
import {dialects} from './source/traffic/index.ts';

/** One rule of a ClusterRole, of rbac.authorization.k8s.io/v1. */
type Rule = {readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[]};

type Kind = {readonly group: string; readonly plural: string};

const reading = ['get', 'list', 'watch'];

/** Kinds that are looked for beside what lists show: who may fight a change, and what a rollout is made of. */
const around: readonly Kind[] = [
	{group: 'argoproj.io', plural: 'applicationsets'},
	{group: 'keda.sh', plural: 'scaledobjects'},
	{group: 'serving.knative.dev', plural: 'configurations'},
	{group: 'apps', plural: 'statefulsets'},
	{group: 'apps', plural: 'daemonsets'},
	{group: 'batch', plural: 'jobs'},
	{group: 'batch', plural: 'cronjobs'},
	{group: 'policy', plural: 'poddisruptionbudgets'},
	{group: 'sparkoperator.k8s.io', plural: 'sparkapplications'},
];

/** What scales workloads by itself: its bounds are written where a number would be taken back. */
const scaling: readonly Kind[] = [
	{group: 'autoscaling', plural: 'horizontalpodautoscalers'},
	{group: 'keda.sh', plural: 'scaledobjects'},
];

/** Read for what they say of a split, and never written. */
export const onlyRead = ['configurations', 'destinationrules', 'models', 'pipelines'];

/** What they open is nothing they write to the kinds they take: see `enteringRules`. */
const intoPods: readonly string[] = ['exec', 'port-forward', 'open-notebook'];

const views: readonly Kind[] = resourceViews.filter(({name}) => name !== 'secrets');
const routed: readonly Kind[] = dialects.flatMap(({sources, needs = []}) => [...sources, ...needs]);
const led: readonly Kind[] = engines.map(({source}) => source);
const held: readonly Kind[] = holders;
const worked: readonly Kind[] = actions.flatMap(({name, kinds}) =>
	name === 'delete' || intoPods.includes(name) ? [] : kinds.map(parseResourceName),
);
const deleted: readonly Kind[] = actions.flatMap(({name, kinds}) =>
	name === 'delete' ? kinds.map(parseResourceName) : [],
);

/** Secrets, and rights over rights: who makes such a thing with an objective needs that right from elsewhere. */
export const notGranted = ['secrets', 'serviceaccounts', 'roles', 'rolebindings'];

const made: readonly Kind[] = objectives
	.filter(({makes}) => makes !== undefined)
	.flatMap(({kinds}) => kinds.map(parseResourceName))
	.filter(({plural}) => !notGranted.includes(plural));

/** Sees everything but secrets, and may change nothing. */
export function viewerRules(): Rule[] {
	const seen = [...views, ...routed, ...led, ...held, ...worked, ...deleted, ...around];
	return [
		...rulesFor(seen, reading),
		rule('', ['pods/log'], ['get']),
		rule('apps', ['deployments/scale', 'replicasets/scale', 'statefulsets/scale'], ['get']),
		rule('argoproj.io', ['rollouts/scale'], ['get']),
		rule('metrics.k8s.io', ['pods', 'nodes'], ['get', 'list']),
	];
}

/** What a shift, a drain and the levers of an engine write: routes, rollouts and the replicas behind one Service. */
export function shiftingRules(): Rule[] {
	const sources = dialects
		.flatMap(dialect => dialect.sources)
		.filter(({group, plural}) => group !== 'apps' && !onlyRead.includes(plural));
	return [
		...rulesFor([...sources, ...led], ['patch']),
		...led.map(({group, plural}) => rule(group, [`${plural}/status`], ['patch'])),
		rule('apps', ['deployments/scale'], ['patch']),
		// Of each change, where a context asks for it.
		rule('', ['events'], ['create']),
	];
}

/** What all other verbs write. */
export function operatingRules(): Rule[] {
	const written = worked.filter(
		({group, plural}) => ['apps', 'autoscaling', 'batch', 'keda.sh'].includes(group) || plural === 'nodes',
	);
	return [
		// A Service keeps which of the versions behind it is the champion.
		rule('', ['services'], ['patch']),
		...rulesFor([...written, ...held, ...scaling], ['patch']),
		// What was made is deleted to take it back.
		...rulesFor([...deleted, ...made], ['delete']),
		...rulesFor(made, ['create']),
		rule('', ['pods/eviction'], ['create']),
		rule('apps', ['replicasets/scale', 'statefulsets/scale'], ['patch']),
		rule('argoproj.io', ['rollouts/scale'], ['patch']),
		rule('policy', ['poddisruptionbudgets'], reading),
	];
}

/**
 * Lines into pods, which a server may take for a read, a write, or both. Who
 * has a shell in a pod reads whatever that may read, its secrets and its token
 * among them: no other role grants it.
 */
export function enteringRules(): Rule[] {
	return [rule('', ['pods/exec', 'pods/portforward'], ['create', 'get'])];
}

function rule(group: string, resources: string[], verbs: string[]): Rule {
	return {apiGroups: [group], resources, verbs};
}

/** One rule a group, its resources in the order of the alphabet. */
function rulesFor(kinds: readonly Kind[], verbs: string[]): Rule[] {
	const groups = [...new Set(kinds.map(({group}) => group))].sort();
	return groups.map(group => {
		const plurals = kinds.filter(kind => kind.group === group).map(({plural}) => plural);
		return rule(group, [...new Set(plurals)].sort(), verbs);
	});
}

const roles: ReadonlyArray<{
	readonly name: string;
	readonly says: string;
	rules(): Rule[];
}> = [
	{name: 'viewer', says: 'sees everything but secrets and changes nothing', rules: viewerRules},
	{
		name: 'shifter',
		says: 'sees what a viewer sees, shifts and drains traffic, moves rollouts, and scales Deployments, as that shifts those behind one Service',
		rules: () => [...viewerRules(), ...shiftingRules()],
	},
	{
		name: 'operator',
		says: 'does what a shifter does, scales, upgrades, rolls back and restarts workloads, holds their owners, deletes what is listed, makes what objectives take, and cordons and drains nodes',
		rules: () => [...viewerRules(), ...shiftingRules(), ...operatingRules()],
	},
	{
		name: 'debugger',
		says: 'sees what a viewer sees, opens shells in pods and forwards ports to them, and so reads whatever those pods may read, secrets too',
		rules: () => [...viewerRules(), ...enteringRules()],
	},
];

/** Each manifest by its path. */
export function manifests(): ReadonlyMap<string, string> {
	return new Map(roles.map(role => [`manifests/sluice-${role.name}.yaml`, manifestOf(role)]));
}

function manifestOf({name, says, rules}: (typeof roles)[number]): string {
	const role = {
		apiVersion: 'rbac.authorization.k8s.io/v1',
		kind: 'ClusterRole',
		metadata: {name: `sluice-${name}`},
		rules: rules(),
	};
	const bound = `kubectl create clusterrolebinding sluice-${name} --clusterrole=sluice-${name} --user=NAME`;
	return [
		`# Whoever is bound to this ${says}. Made by \`npm run docs\`.`,
		`#   ${bound}`,
		'# A rolebinding in one namespace grants the same there alone; nodes and namespaces then stay unseen.',
		dump(role, {lineWidth: 110, noRefs: true, flowLevel: 3}),
	].join('\n');
}

if (import.meta.main) {
	mkdirSync('manifests', {recursive: true});
	for (const [path, text] of manifests()) writeFileSync(path, text);
}
