import type {ActionCommand} from '../model/command.ts';
import {type KubernetesObject, numberIn, refOf} from '../model/object.ts';
import {type Concern, type Plan, type Refusal, sayNoPodLeft} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {type Action, plainPlan, recreated} from './action.ts';

type Scale = Extract<ActionCommand, {action: 'scale'}>;

/** More than this, and more than four times the present number, is taken for a slip of the hand. */
const absurdReplicas = 1000;

/** What can be given a number of replicas. */
export const scaledKinds: readonly string[] = [
	'deployments.apps',
	'statefulsets.apps',
	'replicasets.apps',
	'rollouts.argoproj.io',
];

/** The Scale as read; of a workload that sets no number, for which servers have no Scale, the workload itself. */
export type ScaleFacts = {readonly object: KubernetesObject; readonly isUnset?: true};

/** Sets the number of replicas through the scale subresource, so that any workload that has one can be scaled. */
export const scale: Action<Scale, ScaleFacts> = {
	name: 'scale',
	title: 'Scale',
	kinds: scaledKinds,
	async gather({target}, reader) {
		const [scale, read] = await Promise.all([reader.get(target, 'scale'), reader.get(target)]);
		const isUnset = read.ok && read.value.spec?.replicas === undefined;
		const scaled = isUnset ? read : scale;
		if (!scaled.ok) return scaled;
		// A Scale has neither owners, labels nor annotations: who else writes it stands on the object itself.
		const object = read.ok ? read.value : scaled.value;
		const concerns = read.ok ? [] : [{says: `Who else may write it is unknown: ${read.trouble.says}`}];
		return answer({
			facts: {object: scaled.value, ...(isUnset && {isUnset})},
			subjects: [{ref: refOf(target.resource, scaled.value), object}],
			concerns,
		});
	},
	plan({target, replicas, way}, {object, isUnset}) {
		const ref = refOf(target.resource, object);
		const stored = object.spec?.replicas;
		const present = numberIn(stored) ?? (isUnset ? 1 : 0);
		const refusal =
			recreated(target, ref) ??
			otherWay(way, replicas, present, ref) ??
			outOfBounds(replicas, present, sayRef(ref));
		if (refusal) return refusal;
		return {
			...plainPlan,
			action: 'scale',
			says: `Scale ${sayRef(ref)} from ${present} to ${replicas}`,
			lines: [{subject: sayRef(ref), from: sayReplicas(present), to: sayReplicas(replicas)}],
			steps: [
				{
					type: 'edit',
					target: ref,
					...(!isUnset && {subresource: 'scale'}),
					guards: [{at: '/spec/replicas', is: stored}],
					edits: [{at: '/spec/replicas', from: stored, to: replicas}],
				},
			],
			undo: {way: 'swap'},
			settledWhen: [{seen: 'scaled', of: ref, pods: replicas}],
			concerns: concernsOf(ref, replicas, present),
			// The gateway knows a last pod by its Scale.
			...(isUnset && replicas === 0 && {blast: {word: ref.name, says: sayNoPodLeft(ref)}}),
		} satisfies Plan;
	},
};

/** Who wants more pods, and was overtaken by somebody who gave it still more, does not want fewer. */
function otherWay(way: Scale['way'], replicas: number, present: number, ref: Ref): Refusal | undefined {
	const isOther = way === 'up' ? replicas < present : way === 'down' && replicas > present;
	if (!isOther) return undefined;
	const [what, other] = way === 'up' ? ['fewer', 'scale-down'] : ['more', 'scale-up'];
	return {
		refused: 'usage',
		says: `${sayRef(ref)} asks for ${sayReplicas(present)} now: ${replicas} would be ${what}.`,
		hint: `If that is meant: do ${other} ${ref.name} to=${replicas}`,
	};
}

function outOfBounds(replicas: number, present: number, subject: string): Refusal | undefined {
	if (!Number.isInteger(replicas) || replicas < 0) {
		return {
			refused: 'usage',
			says: `${replicas} is not a number of replicas.`,
			hint: 'Give a whole number from 0 up.',
		};
	}
	if (replicas === present) {
		return {refused: 'nothing-to-do', says: `${subject} already asks for ${sayReplicas(present)}.`};
	}
	if (replicas <= absurdReplicas || replicas <= present * 4) return undefined;
	return {
		refused: 'out-of-bounds',
		says: `${replicas} replicas of ${subject} look like a slip: it has ${present}.`,
		hint: `Go there in steps of at most four times the present number, or at most ${absurdReplicas}.`,
	};
}

function concernsOf(ref: Ref, replicas: number, present: number): Concern[] {
	if (replicas === 0) return [{says: sayNoPodLeft(ref)}];
	if (present === 0) return [];
	return replicas < present / 2 ? [{says: `More than half of the ${present} pods will be stopped.`}] : [];
}

function sayReplicas(count: number): string {
	return count === 1 ? '1 replica' : `${count} replicas`;
}
