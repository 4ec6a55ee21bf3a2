import type {ActionCommand} from '../model/command.ts';
import {pointerTo, valueAt} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Expectation, Plan, Refusal} from '../model/plan.ts';
import {type Ref, resourceName, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {guardAsRead} from '../plan/guard-as-read.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import type {RolloutFacts} from './gather-rollout.ts';
import {gatherTemplate, refsOf, type TemplateFacts} from './gather-template.ts';
import {ledKinds} from './lever.ts';

type Restart = Extract<ActionCommand, {action: 'restart'}>;

/** The annotation `kubectl rollout restart` writes, so that both tools mean the same. */
const restartedAt = pointerTo(
	'spec',
	'template',
	'metadata',
	'annotations',
	'kubectl.kubernetes.io/restartedAt',
);

/** Replaces all pods at the pace of the workload's own update strategy. */
export const restart: Action<Restart, TemplateFacts & {readonly now: number}> = {
	name: 'restart',
	title: 'Restart',
	kinds: ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', ...ledKinds],
	async gather({target}, reader, clock) {
		const now = clock.now();
		const gathered = await gatherTemplate(target, reader, now);
		return gathered.ok ? answer({...gathered.value, facts: {...gathered.value.facts, now}}) : gathered;
	},
	plan({target}, facts) {
		const {object, led, now} = facts;
		const {named: ref} = refsOf(target, facts);
		const refusal = recreated(target, ref);
		if (refusal) return refusal;
		if (led) return restartLed(led, now);
		if (object.spec?.paused === true) {
			return {
				refused: 'guarded',
				says: `${sayRef(ref)} is paused, so a restart would start nothing.`,
				hint: `Resume it first: sluice resume -n ${ref.namespace} ${ref.resource.plural}/${ref.name}`,
			};
		}
		const at = sayNow(now);
		return restartBy(ref, object, {
			askedAt: restartedAt,
			at,
			settled: {seen: 'rolled-out', of: ref, values: [{at: restartedAt, is: at}]},
		});
	},
};

function sayNow(now: number): string {
	return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** An engine restarts by a field of its own, or not at all: then what it leads is restarted. */
function restartLed({engine, object, ref, around}: RolloutFacts, now: number): Plan | Refusal {
	if (!engine.restart) {
		const workload = around.workload?.ref;
		return {
			refused: 'no-lever',
			says: `${engine.title} has no restart of its own.`,
			...(workload && {
				hint: `Restart what it leads, which it takes for a new version: sluice restart -n ${workload.namespace} ${resourceName(workload.resource)}/${workload.name}`,
			}),
		};
	}
	const {askedAt, doneAt} = engine.restart;
	const at = sayNow(now);
	const settled = {seen: 'holds', of: ref, values: [{at: doneAt, is: at}]} as const;
	return restartBy(ref, object, {askedAt, at, settled});
}

/** The plan that asks for a restart by writing the time where its controller looks for it. */
function restartBy(
	ref: Ref,
	object: KubernetesObject,
	{askedAt, at, settled}: {readonly askedAt: string; readonly at: string; readonly settled: Expectation},
): Plan {
	const before = valueAt(object, askedAt);
	return {
		...plainPlan,
		action: 'restart',
		says: `Restart all pods of ${sayRef(ref)}`,
		lines: [
			{
				subject: sayRef(ref),
				from: before === undefined ? 'never restarted' : `restarted ${before}`,
				to: `restarted ${at}`,
			},
		],
		steps: [
			{
				type: 'edit',
				target: ref,
				guards: [guardAsRead(object, askedAt)],
				edits: [{at: askedAt, from: before, to: at}],
			},
		],
		undo: {way: 'none', because: 'New pods have taken the place of the old ones; the template is the same.'},
		settledWhen: [settled],
	};
}
