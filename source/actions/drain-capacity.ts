import {deploymentResource} from '../model/builtin-resources.ts';
import {isSelected} from '../model/labels.ts';
import {type KubernetesObject, numberIn, objectIn, refOf, textIn} from '../model/object.ts';
import {type Concern, isRefusal, type Plan, type Refusal, type Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {trim} from '../traffic/weights.ts';
import type {Choice} from './drain-traffic.ts';
import type {ScalerFacts} from './gather-scaler.ts';
import type {Listed} from './read-traffic.ts';
import {scale} from './scale.ts';
import {scaleBounds} from './scale-bounds.ts';

/** What tells whether the version that stays can take all: its workloads, and what scales them. */
export type CapacityFacts = {
	readonly deployments: readonly KubernetesObject[];
	/** Undefined where nobody looked for them. */
	readonly autoscalers?: Listed;
	/** What scales the workload of the version that stays, where its floor is to be raised first. */
	readonly scaler?: ScalerFacts;
};

/** The Deployments whose pods the version that stays sends to. */
export function deploymentsOf({stays}: Choice, {deployments}: Pick<CapacityFacts, 'deployments'>) {
	return deployments.filter(({metadata, spec}) => {
		if (metadata.namespace !== stays.namespace) return false;
		if (stays.kind === 'Deployment') return metadata.name === stays.name;
		const carried = objectIn(objectIn(objectIn(spec?.template).metadata).labels);
		return isSelected(carried, stays.labels ?? {});
	});
}

/** Up to a quarter more than now is what pods are run with room for. */
const slack = 1.25;

/** How many ready pods would keep the load of each as it is, once all requests go to the version that stays; undefined where that is unknown, or it has as many. */
export function podsNeeded({split, stays}: Choice): number | undefined {
	const ready = stays.pods?.ready;
	if (ready === undefined || ready === 0) return undefined;
	const {share} = stays;
	const others = split.backends.filter(each => each !== stays && (each.share ?? 0) > 0);
	if (share === null || share <= 0) {
		const answering = others.reduce((total, {pods}) => total + (pods?.ready ?? 0), 0);
		return answering > ready * slack ? answering : undefined;
	}
	const needed = Math.ceil((ready * 100) / share - 1e-9);
	return needed > ready * slack ? needed : undefined;
}

/** Whether the version that stays can take all of it, and what its autoscaler allows. */
export function capacityConcerns(choice: Choice, facts: CapacityFacts): Concern[] {
	const needed = podsNeeded(choice);
	const {stays} = choice;
	if (needed === undefined || stays.pods === undefined) return [];
	const {ready} = stays.pods;
	const times = stays.share ? `${trim(Math.round(10_000 / stays.share) / 100)} times as much as now` : 'all';
	const says = `${stays.name} gets ${times} on ${ready} ready pods; ${needed} would keep each at its present load.`;
	const bounds = boundsSaid(choice, needed, facts);
	return [
		{says, hint: [bounds, 'Staged raises it first: s here, --staged in a shell.'].filter(Boolean).join(' ')},
	];
}

function boundsSaid(choice: Choice, needed: number, facts: CapacityFacts): string {
	const names = deploymentsOf(choice, facts).map(({metadata}) => metadata.name);
	const scaler = facts.autoscalers?.objects.find(({spec}) => {
		const target = objectIn(spec?.scaleTargetRef);
		return target.kind === 'Deployment' && names.includes(textIn(target.name) ?? '');
	});
	if (scaler === undefined)
		return facts.autoscalers?.trouble ? 'What scales it is unknown.' : 'Nothing scales it by itself.';
	const min = numberIn(scaler.spec?.minReplicas) ?? 1;
	const max = numberIn(scaler.spec?.maxReplicas) ?? min;
	const limit = max < needed ? ', which is fewer than that' : '';
	return `Autoscaler ${scaler.metadata.name} keeps ${min} to ${max}${limit}.`;
}

/** What raises the version that stays, and is waited for, before anything is sent to it. */
export type Raise = Pick<Plan, 'lines' | 'concerns'> & {readonly steps: readonly Step[]};

export function raiseFirst(choices: readonly Choice[], facts: CapacityFacts): Raise | Refusal {
	const [choice, ...others] = choices;
	if (choice === undefined || others.some(({stays}) => stays.name !== choice.stays.name))
		return notStaged('Different versions stay, so no one of them can be raised first.');
	const deployments = deploymentsOf(choice, facts);
	const [deployment] = deployments;
	if (deployment === undefined || deployments.length > 1)
		return notStaged(`${choice.stays.name} is not the pods of one Deployment.`);
	const needed = Math.max(0, ...choices.map(each => podsNeeded(each) ?? 0));
	if (needed === 0)
		return {
			refused: 'nothing-to-do',
			says: `${choice.stays.name} has the pods for all of it already.`,
			hint: 'Drain without staging.',
		};
	const target = refOf(deploymentResource, deployment);
	const planned = raisePlan(target, needed, facts.scaler);
	if (isRefusal(planned)) return planned;
	return {
		lines: planned.lines,
		concerns: planned.concerns,
		steps: planned.steps.map(step => ({...step, waitFor: {seen: 'ready', of: target, pods: needed}})),
	};
}

function raisePlan(
	target: ReturnType<typeof refOf>,
	needed: number,
	scaler: ScalerFacts | undefined,
): Plan | Refusal {
	if (scaler === undefined || scaler.scalers.length === 0) {
		if (scaler !== undefined && scaler.unknown.length > 0)
			return notStaged(`What scales ${sayRef(target)} is unknown: ${scaler.unknown[0]}`);
		const object = scaler?.workload?.object;
		return object === undefined
			? notStaged(`${sayRef(target)} could not be read.`)
			: scale.plan({action: 'scale', target, replicas: needed}, {object});
	}
	const {maxReplicas, maxReplicaCount} = scaler.scalers[0]?.object.spec ?? {};
	const max = Math.max(needed, numberIn(maxReplicas ?? maxReplicaCount) ?? needed);
	return scaleBounds.plan({action: 'scale-bounds', target, min: needed, max}, scaler);
}

function notStaged(says: string): Refusal {
	return {refused: 'no-lever', says, hint: 'Scale it up by hand, then drain; or drain all at once.'};
}
