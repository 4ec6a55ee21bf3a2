import type {Subject} from '../actions/action.ts';
import type {Entry} from '../journal/entry.ts';
import type {Cluster} from '../model/cluster.ts';
import {isRefusal, type Plan, type Refusal, type Step} from '../model/plan.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {acceptanceOf} from '../plan/accepted.ts';
import {undoPlan} from '../plan/undo.ts';
import {prepareRemoval} from './prepare-removal.ts';
import {linesOf, stepsToTakeBack} from './steps-to-take-back.ts';

type Withdrawal = {readonly plan: Plan; readonly subjects: readonly Subject[]};

/**
 * The plan that writes back what a change wrote, and then deletes what it made:
 * no route may lead to what is gone, so that nothing is deleted where the former
 * values cannot be written. Of a change that came half-way only what came.
 * Undefined where nothing of it is left.
 */
export async function prepareWithdrawal(
	entry: Entry,
	cluster: Cluster,
): Promise<Answer<Withdrawal | Refusal | undefined>> {
	const found = await stepsToTakeBack(entry, cluster, true);
	if (!found.ok) return found;
	if (isRefusal(found.value)) return answer(insteadRetired(found.value));
	const {steps, subjects} = found.value;
	const removal = await prepareRemoval(entry, cluster);
	if (!removal.ok) return removal;
	if (steps.length === 0) return removal;
	const present = new Map(steps.map((step, index) => [step, subjects[index]!.object]));
	const written = undoPlan('undo', entry.says, linesOf(entry, steps), steps, present);
	if (removal.value === undefined) return answer({plan: written, subjects});
	const gone = removal.value.plan;
	return answer({
		plan: {
			...gone,
			lines: [...editLines(entry, steps), ...gone.lines],
			steps: [...written.steps.map(untilInForce), ...gone.steps],
			settledWhen: [...written.settledWhen, ...gone.settledWhen],
		},
		subjects: [...subjects, ...removal.value.subjects],
	});
}

/** What a person saw of the values, the other way round; what was made is told by its removal. */
function editLines(entry: Entry, steps: readonly Step[]): Plan['lines'] {
	const made = entry.steps.filter(({type}) => type === 'create').length;
	const lines = entry.lines.slice(made);
	return linesOf({...entry, lines, steps: entry.steps.filter(({type}) => type === 'edit')}, steps);
}

function untilInForce(step: Step): Step {
	return {...step, waitFor: step.waitFor ?? acceptanceOf(step)};
}

/** Somebody moved its share meanwhile: what they want is not what was there before. */
function insteadRetired(refusal: Refusal): Refusal {
	return {
		...refusal,
		hint: 'Take its share with sluice shift, then retire it: sluice do retire VERSION',
	};
}
