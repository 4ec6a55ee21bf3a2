import {deploymentResource} from '../model/builtin-resources.ts';
import type {JsonObject} from '../model/json.ts';
import {numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Concern, Refusal} from '../model/plan.ts';
import {wrongCount, wrongName} from './field-checks.ts';
import type {Found, MakingObjective, Values} from './objective.ts';
import {manifest} from './workload.ts';

/** What scales workloads by itself: two of them at one Deployment would never agree. */
const scalers = [
	{
		group: 'autoscaling',
		plural: 'horizontalpodautoscalers',
		kind: 'HorizontalPodAutoscaler',
		versions: ['v2'],
	},
	{group: 'keda.sh', plural: 'scaledobjects', kind: 'ScaledObject'},
];

/** A HorizontalPodAutoscaler for a Deployment that is there. */
export const autoscale: MakingObjective = {
	name: 'autoscale',
	title: 'Autoscale a model',
	help: 'Lets a Deployment grow and shrink with the CPU its pods use.',
	example: 'do autoscale web min=2 max=10 cpu=70',
	kinds: ['horizontalpodautoscalers.autoscaling'],
	fields: [
		{name: 'name', says: 'the Deployment to scale', isNeeded: true, wrong: wrongName},
		{name: 'min', says: 'how many pods at least', usual: '1', wrong: wrongCount(1)},
		{name: 'max', says: 'how many pods at most', isNeeded: true, wrong: wrongCount(1)},
		{
			name: 'cpu',
			says: 'percent of the CPU they request that its pods shall use',
			usual: '80',
			wrong: wrongCount(1, 1000),
		},
	],
	needs: ({name = ''}) => ({
		objects: {
			deployment: {
				resource: deploymentResource,
				name,
				otherwise: `Deploy it first: do deploy ${name} image=…`,
			},
		},
		lists: scalers,
	}),
	makes(values, found) {
		const {name = '', min, max, cpu} = values;
		if (Number(min) > Number(max))
			return {
				refused: 'usage',
				says: `min is larger than max: ${min} and ${max}.`,
				hint: `Say a max of ${min} or more, or a smaller min.`,
			};
		const utilization = {type: 'Utilization', averageUtilization: Number(cpu)};
		const spec = {
			scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name},
			minReplicas: Number(min),
			maxReplicas: Number(max),
			metrics: [{type: 'Resource', resource: {name: 'cpu', target: utilization}}],
		};
		return scaledAlready(name, found) ?? [manifest('autoscaling/v2', 'HorizontalPodAutoscaler', name, spec)];
	},
	doubts: (values, {objects: {deployment}}) => [
		...unmeasured(values, deployment?.spec),
		...outside(values, deployment?.spec),
	],
};

function scaledAlready(name: string, {lists, namespace}: Found): Refusal | undefined {
	for (const {resource, objects} of lists) {
		const other = objects.find(({spec}) => isFor(name, objectIn(spec?.scaleTargetRef)));
		if (other === undefined) continue;
		return {
			refused: 'guarded',
			says: `${resource.kind} ${namespace}/${other.metadata.name} scales Deployment ${namespace}/${name} already.`,
			hint: `Change its bounds: sluice scale deployment/${name} --min=… --max=… -n ${namespace}`,
		};
	}
	return undefined;
}

/** A ScaledObject that names no kind means a Deployment. */
function isFor(deployment: string, {name, kind = 'Deployment'}: JsonObject): boolean {
	return kind === 'Deployment' && name === deployment;
}

/** Without a request there is nothing that a percentage would be of. A limit counts as one. */
function unmeasured({name}: Values, spec: JsonObject | undefined): Concern[] {
	const silent = objectsIn(objectIn(objectIn(spec?.template).spec).containers).filter(({resources}) => {
		const {requests, limits} = objectIn(resources);
		return objectIn(requests).cpu === undefined && objectIn(limits).cpu === undefined;
	});
	if (silent.length === 0) return [];
	const names = silent.map(container => textIn(container.name)).join(' and ');
	return [
		{
			says: `${silent.length === 1 ? 'Container' : 'Containers'} ${names} of Deployment ${name} ${silent.length === 1 ? 'requests' : 'request'} no CPU: nothing can be measured, and it will not scale.`,
			hint: 'Set resources.requests.cpu there, or have a LimitRange set it.',
		},
	];
}

function outside({name, min, max}: Values, spec: JsonObject | undefined): Concern[] {
	const replicas = numberIn(spec?.replicas) ?? 1;
	if (replicas === 0)
		return [
			{
				says: `Deployment ${name} is scaled to 0: the autoscaler leaves it there.`,
				hint: `Scale it up first: sluice scale deployment/${name} ${min}`,
			},
		];
	if (replicas >= Number(min) && replicas <= Number(max)) return [];
	const bound = replicas < Number(min) ? min : max;
	return [{says: `Deployment ${name} has ${replicas} now: the autoscaler makes that ${bound} at once.`}];
}
