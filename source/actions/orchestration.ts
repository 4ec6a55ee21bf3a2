import {isSame, type Json} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import {edited} from '../model/patch.ts';
import type {Orchestrated, Step} from '../model/plan.ts';
import {type Ref, resourceName} from '../model/ref.ts';
import type {Subject} from './action.ts';

/**
 * The pods that the orchestrator will start and stop for these steps, in its
 * order, by the update strategies of the workloads as they were read. What is
 * no workload of Kubernetes' own, and what is paused, is left out.
 */
export function orchestrationOf(
	steps: readonly Step[],
	subjects: readonly Subject[],
): readonly Orchestrated[] {
	return steps.flatMap(step => {
		const present = subjects.find(({ref}) => ref.uid === step.target.uid && ref.uid !== '')?.object;
		return orchestratedBy(step, present);
	});
}

function orchestratedBy(step: Step, present: KubernetesObject | undefined): readonly Orchestrated[] {
	const {target: of, type, makes} = step;
	if (type === 'evict') return [{does: 'stop', pods: 1, of, containers: []}];
	if (resourceName(of.resource) === 'pods' && type === 'delete')
		return [{does: 'stop', pods: 1, of, containers: containersIn(present?.spec)}];
	if (!isWorkload(of)) return [];
	if (type === 'create') return selecting(counted('start', of, makes), makes);
	if (present === undefined) return [];
	if (type === 'delete') return selecting(counted('stop', of, present), present);
	return type === 'edit' ? selecting(changed(of, present, edited(present, step.edits)), present) : [];
}

/** By which labels the pods are found again. A Job's are given to it by the server, by its name. */
function selecting(orchestrated: readonly Orchestrated[], object: Json | undefined): readonly Orchestrated[] {
	const {spec, kind, metadata} = objectIn(object);
	const {matchLabels} = objectIn(objectIn(spec).selector);
	const ofJob =
		kind === 'Job' ? {'batch.kubernetes.io/job-name': textIn(objectIn(metadata).name) ?? ''} : undefined;
	const selects = (matchLabels ?? ofJob) as Orchestrated['selects'];
	return selects === undefined ? orchestrated : orchestrated.map(each => ({...each, selects}));
}

const workloads = [
	'deployments.apps',
	'statefulsets.apps',
	'daemonsets.apps',
	'replicasets.apps',
	'jobs.batch',
];

function isWorkload({resource}: Omit<Ref, 'uid'>): boolean {
	return workloads.includes(resourceName(resource));
}

function changed(of: Ref, before: KubernetesObject, after: KubernetesObject): readonly Orchestrated[] {
	if (after.spec?.paused === true) return [];
	const [was, is] = [podsOf(before), podsOf(after)];
	if (!isSame(before.spec?.template, after.spec?.template)) return replaced(of, before, after);
	if (is > was) return [{does: 'start', pods: is - was, of, containers: containersOf(after)}];
	return is < was ? [{does: 'stop', pods: was - is, of, containers: containersOf(before)}] : [];
}

function replaced(of: Ref, before: KubernetesObject, after: KubernetesObject): readonly Orchestrated[] {
	const pods = podsOf(before);
	if (pods === 0) return [];
	const starts = {does: 'start', pods: podsOf(after), of, containers: containersOf(after)} as const;
	const stops = {does: 'stop', pods, of, containers: containersOf(before)} as const;
	const {type, rollingUpdate} = objectIn(after.spec?.strategy ?? after.spec?.updateStrategy);
	if (type === 'OnDelete') return [];
	if (type === 'Recreate') return [{...stops, how: 'all of them first'}, starts];
	if (of.resource.kind !== 'Deployment')
		return [
			{...stops, how: 'one after the other'},
			{...starts, how: 'each in the place of an old one'},
		];
	const surge = share(objectIn(rollingUpdate).maxSurge ?? '25%', pods, Math.ceil);
	const unavailable = share(objectIn(rollingUpdate).maxUnavailable ?? '25%', pods, Math.floor);
	const most = Math.max(surge, surge + unavailable === 0 ? 1 : 0);
	const beside = {
		...starts,
		how: most === 0 ? 'each in the place of an old one' : `up to ${most} beside the old ones`,
	};
	const early =
		unavailable === 0 ? 'each once a new one is ready' : `up to ${unavailable} before new ones are ready`;
	return most === 0 ? [{...stops, how: early}, beside] : [beside, {...stops, how: early}];
}

/** A number, or a part of all pods. */
function share(value: Json | undefined, pods: number, round: (number: number) => number): number {
	const part = /^(\d+)%$/.exec(textIn(value) ?? '')?.[1];
	return part === undefined ? (numberIn(value) ?? 0) : round((Number(part) * pods) / 100);
}

function counted(does: Orchestrated['does'], of: Ref, object: Json | undefined): readonly Orchestrated[] {
	const workload = objectIn(object) as KubernetesObject;
	const pods = podsOf(workload);
	return pods === 0 ? [] : [{does, pods, of, containers: containersOf(workload)}];
}

/** A Job starts as many as may run at once; a DaemonSet counts its nodes. */
function podsOf({spec, status}: KubernetesObject): number {
	const {replicas, completions, parallelism} = spec ?? {};
	const onNodes = numberIn(status?.desiredNumberScheduled);
	if (onNodes !== undefined) return onNodes;
	if (parallelism === undefined && completions === undefined) return numberIn(replicas) ?? 1;
	return numberIn(completions) ?? numberIn(parallelism) ?? 1;
}

function containersOf({spec}: KubernetesObject): Orchestrated['containers'] {
	return containersIn(objectIn(objectIn(spec?.template).spec));
}

function containersIn(spec: Json | undefined): Orchestrated['containers'] {
	return objectsIn(objectIn(spec).containers).map(({name, image}) => ({
		name: textIn(name) ?? '',
		image: textIn(image) ?? '',
	}));
}
