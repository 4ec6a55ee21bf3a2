import {engineOf} from '../engines/engine-of.ts';
import type {Clock} from '../model/clock.ts';
import type {ActionCommand} from '../model/command.ts';
import {valueAt} from '../model/json.ts';
import {leftAt, leftoversOf, noteLeft, strikeLeft} from '../model/leftover.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Edit, Plan, Refusal} from '../model/plan.ts';
import {type Ref, resourceName, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {distinctGuards, guardAsRead} from '../plan/guard-as-read.ts';
import {type Action, plainPlan, type Reader, recreated} from './action.ts';
import {gatherRollout, type RolloutFacts} from './gather-rollout.ts';
import {ledKinds} from './lever.ts';

type Pause = Extract<ActionCommand, {action: 'pause' | 'resume' | 'abort' | 'retry'}>;
type Held = {readonly object: KubernetesObject; readonly now: number};
type Facts = Held | RolloutFacts;

/** Where plain workloads keep that they are held, and what it means for them. */
const holds: Readonly<Record<string, {readonly at: string; readonly meanwhile: string}>> = {
	'deployments.apps': {at: '/spec/paused', meanwhile: 'Changes of its template start nothing meanwhile.'},
	'cronjobs.batch': {at: '/spec/suspend', meanwhile: 'No new run starts meanwhile; running ones go on.'},
	'jobs.batch': {
		at: '/spec/suspend',
		meanwhile: 'Its running pods are stopped, and start anew once resumed.',
	},
};

/** Two verbs with a fixed end each, never a toggle: what changed between look and press must not turn one into the other. */
export const pause = holdAction('pause', 'Pause');
export const resume = holdAction('resume', 'Resume');

function holdAction(name: 'pause' | 'resume', title: string): Action<Pause, Facts> {
	return {
		name,
		title,
		kinds: [...ledKinds, ...Object.keys(holds)],
		gather: ({target}, reader, clock) =>
			engineOf(target.resource)
				? gatherRollout(target, reader, clock.now())
				: gatherHeld(target, reader, clock),
		plan({target}, facts) {
			if ('engine' in facts) {
				const {engine, object, ref, around, now} = facts;
				return recreated(target, ref) ?? engine.levers[name](object, {ref, around, now}, {});
			}
			const ref = refOf(target.resource, facts.object);
			return recreated(target, ref) ?? (name === 'pause' ? hold(ref, facts) : letGo(ref, facts));
		},
	};
}

async function gatherHeld(target: Pause['target'], reader: Reader, clock: Clock) {
	const read = await reader.get(target);
	if (!read.ok) return read;
	const subject = {ref: refOf(target.resource, read.value), object: read.value};
	return answer({facts: {object: read.value, now: clock.now()}, subjects: [subject], concerns: []});
}

function hold(ref: Ref, {object, now}: Held): Plan | Refusal {
	const {at, meanwhile} = holds[resourceName(ref.resource)]!;
	if (valueAt(object, at) === true) {
		return {refused: 'nothing-to-do', says: `${sayRef(ref)} is paused already.`};
	}
	return {
		...written(ref, object, 'pause', [
			{at, from: valueAt(object, at), to: true},
			noteLeft(object, {what: 'paused', since: now}),
		]),
		concerns: [{says: meanwhile}],
	};
}

function letGo(ref: Ref, {object}: Held): Plan | Refusal {
	const {at} = holds[resourceName(ref.resource)]!;
	const strikes = strikeLeft(object, ['paused']);
	if (valueAt(object, at) !== true && strikes.length === 0) {
		return {refused: 'nothing-to-do', says: `${sayRef(ref)} is not paused.`};
	}
	const release: Edit[] = valueAt(object, at) === true ? [{at, from: true, to: false}] : [];
	return written(ref, object, 'resume', [...release, ...strikes]);
}

function written(
	ref: Ref,
	object: KubernetesObject,
	action: 'pause' | 'resume',
	edits: readonly Edit[],
): Plan {
	const {at} = holds[resourceName(ref.resource)]!;
	const [from, to] = action === 'pause' ? ['goes on', 'paused'] : [sayHeld(object), 'goes on'];
	return {
		...plainPlan,
		action,
		says: `${action === 'pause' ? 'Pause' : 'Resume'} ${sayRef(ref)}`,
		lines: [{subject: sayRef(ref), from, to}],
		steps: [
			{
				type: 'edit',
				target: ref,
				guards: distinctGuards(
					[...edits.map(edit => edit.at), leftAt].map(each => guardAsRead(object, each)),
				),
				edits,
			},
		],
		undo: {way: 'swap'},
		settledWhen: [{seen: 'holds', of: ref, values: [{at, is: action === 'pause'}]}],
	};
}

function sayHeld(object: KubernetesObject): string {
	const left = leftoversOf(object).find(each => each.what === 'paused');
	return left ? `paused since ${new Date(left.since).toISOString()}` : 'paused';
}
