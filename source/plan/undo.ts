import {isSame, valueAt} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Edit, Expectation, Guard, Line, Plan, Step} from '../model/plan.ts';
import {acceptanceOf} from './accepted.ts';
import {distinctGuards, guardAsRead} from './guard-as-read.ts';

/** What the steps' objects are now, as far as somebody read them. */
type Present = ReadonlyMap<Step, KubernetesObject>;

/**
 * The steps that take written steps back: last first, each edit reversed and
 * guarded by the value that was written and by whose it is, and nothing else. Scaling up still
 * goes before scaling down, and is waited for, so that capacity never dips.
 */
export function undoSteps(done: readonly Step[], present: Present = new Map()): Step[] {
	const reversed = done
		.filter(({type}) => type === 'edit')
		.reverse()
		.map(step => reverse(step, present.get(step)));
	const rising = reversed.filter(isRising);
	if (rising.length === 0 || rising.length === reversed.length) return reversed;
	return [...rising.map(waitUntilReady), ...reversed.filter(step => !isRising(step))];
}

function reverse({target, subresource, edits}: Step, present: KubernetesObject | undefined): Step {
	const back = edits.map(
		({at, from, to, identity, recordAs}): Edit => ({
			at,
			from: to,
			to: from,
			...(identity && {identity}),
			...(recordAs && {recordAs: {from: recordAs.to, to: recordAs.from}}),
		}),
	);
	const guards = back.flatMap(({at, from, identity = []}) => [...identity, guardOn({at, is: from}, present)]);
	return {
		type: 'edit',
		target,
		...(subresource && {subresource}),
		guards: distinctGuards(guards),
		edits: back,
	};
}

/** What was removed may have taken its parent with it, below which a server tests nothing and adds nothing. */
function guardOn(guard: Guard, present: KubernetesObject | undefined): Guard {
	const isAbsent =
		guard.is === undefined && present !== undefined && valueAt(present, guard.at) === undefined;
	return isAbsent ? guardAsRead(present, guard.at) : guard;
}

/** The plan that swaps back the given steps of a change or, with `redo`, of an undo; `lines` say it as it will be. */
export function undoPlan(
	action: 'undo' | 'redo',
	says: string,
	lines: readonly Line[],
	done: readonly Step[],
	present: Present = new Map(),
): Plan {
	const steps = undoSteps(done, present);
	return {
		action,
		says: sayTakingBack(action, says),
		lines,
		steps,
		undo: {way: 'swap'},
		settledWhen: steps.flatMap(expectationOf),
		concerns: [],
		owners: [],
		isEscape: false,
	};
}

/** The change is named once, however often it went back and forth. */
export function sayTakingBack(action: 'undo' | 'redo', says: string): string {
	return `${action === 'undo' ? 'Undo' : 'Redo'}: ${says.replace(/^(?:(?:Undo|Redo): )+/, '')}`;
}

function isRising({subresource, edits}: Step): boolean {
	return subresource === 'scale' && edits.some(({from, to}) => Number(to ?? 0) > Number(from ?? 0));
}

function waitUntilReady(step: Step): Step {
	return {...step, waitFor: {seen: 'ready', of: step.target, pods: Number(step.edits[0]?.to ?? 0)}};
}

/** What the undone state looks like when it is there: by what kind of thing was written. */
function expectationOf({target, subresource, edits}: Step): Expectation[] {
	if (subresource === 'scale') return [{seen: 'scaled', of: target, pods: Number(edits[0]?.to ?? 0)}];
	if (edits.some(({at}) => at.startsWith('/spec/template/'))) {
		return [{seen: 'rolled-out', of: target, values: edits.map(({at, to}) => ({at, is: to}))}];
	}
	return [acceptanceOf({target, edits})];
}

/** Whether two plans would write the same: a plan made again after a concurrent change needs no second confirmation. */
export function writesSame(left: Plan, right: Plan): boolean {
	const written = (plan: Plan) =>
		plan.steps.flatMap(step => [
			...(step.type === 'edit' ? [] : [`${step.type} ${step.target.uid}`]),
			...step.edits.map(({at, to}) => `${step.target.uid}${at}=${JSON.stringify(to)}`),
		]);
	return isSame(written(left), written(right));
}
