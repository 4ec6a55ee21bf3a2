import type {Plan, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {isLineIntoPod} from '../model/request.ts';
import type {Outcome} from '../model/telling.ts';
import {sayNoOwners} from '../plan/no-owners.ts';
import {sayOrchestrated} from '../plan/orchestrated-words.ts';
import {
	concernsBeside,
	headline,
	isReasonDemanded,
	lossOf,
	phaseOf,
	type Run,
	undoIdOf,
	wordAsked,
} from '../store/run.ts';
import type {State} from '../store/state.ts';
import {type Sentence, said, withoutKeys} from './sentence.ts';

/** What confirms where no other word does: a letter could be a slip. */
export const yes = 'yes';

/** The word that must be typed, by itself on a line, to do what was previewed. */
export function wordFor(runs: readonly Run[]): string {
	return wordAsked(runs) ?? yes;
}

/** All that the preview of the dashboard says: what would be written, who may take it back, what the server says to it. */
export function previewSentences(runs: readonly Run[], {isProduction, context}: State): readonly Sentence[] {
	const asking = runs.filter(run => phaseOf(run) === 'asking');
	const place = isProduction ? `, in production ${context.name}` : '';
	return [
		said(`Preview${place}: nothing is written yet`),
		...asking.flatMap(planSentences),
		...(isReasonDemanded(asking) ? [demandedReason] : []),
		sayHowToConfirm(runs),
	];
}

export const demandedReason = said('Every change in this context needs a reason: type reason and why, first');

export function sayHowToConfirm(runs: readonly Run[]): Sentence {
	return said(`To do it, type ${wordFor(runs)} and press Enter. Enter alone, or anything else, is no`);
}

function planSentences(run: Run): readonly Sentence[] {
	const {plan, rehearsed} = run;
	if (plan === undefined) return [];
	const loss = lossOf(run);
	const refused = rehearsed.flatMap(({trouble}) => trouble ?? []);
	return [
		said(plan.says),
		...(loss === undefined ? [] : [said(loss)]),
		...plan.lines.map(({subject, from, to}) =>
			said(
				to === 'gone'
					? `${subject} would be gone`
					: from === to
						? `${subject} stays at ${to}`
						: `${subject} would go from ${from} to ${to}`,
			),
		),
		...plan.steps.map(step => said(`It ${stepVerbs[step.type]} ${sayStep(step)}`)),
		...(plan.orchestrates ?? []).map(each => said(`The orchestrator will ${sayOrchestrated(each)}`)),
		...concernsBeside(run).map(({says, hint}) => said(`Mind: ${says}`, hint && withoutKeys(hint))),
		...ownerSentences(plan),
		...refused.map(({says}) => said(`The server's dry run refuses it: ${says}`)),
		...(refused.length === 0 && !plan.steps.some(isLineIntoPod)
			? [said('The server has rehearsed it and would accept it')]
			: []),
		...(plan.announcements ?? []).map(({reason, about}) =>
			said(`The Event ${reason} will be written on ${sayRef(about)}`),
		),
		said(sayUndo(plan)),
	];
}

const stepVerbs = {
	edit: 'writes',
	create: 'makes',
	delete: 'deletes',
	evict: 'evicts',
	exec: 'reaches into',
	forward: 'leads to',
} as const;

function sayStep({target, subresource, waitFor}: Step): string {
	const part = subresource === undefined ? '' : `, its ${subresource}`;
	return `${sayRef(target)}${part}${waitFor === undefined ? '' : ', and waits until it is ready'}`;
}

function ownerSentences(plan: Plan): readonly Sentence[] {
	if (plan.owners.length === 0) return [said(`Owners: ${sayNoOwners(plan)}`)];
	return plan.owners.map(({name, evidence, revertsWhen}) =>
		said(`Mind: ${name} may take it back ${revertsWhen}, since ${evidence}`),
	);
}

function sayUndo({undo}: Plan): string {
	switch (undo.way) {
		case 'swap':
			return 'undo would write the former values back';
		case 'remove':
			return 'undo would delete what it made';
		case 'withdraw':
			return 'undo would write the former values back, then delete what it made';
		case 'compensate':
			return `undo is possible: ${withoutKeys(undo.says)}`;
		case 'none':
			return `It cannot be taken back: ${undo.because}`;
	}
}

/** How a command ended, with what was done, failed and not tried. */
export function outcomeSentences(run: Run): readonly Sentence[] {
	const {outcome} = run;
	if (outcome === undefined) return [];
	const unrecorded = 'unrecorded' in outcome && outcome.unrecorded;
	return [
		endSentence(run, outcome),
		...(unrecorded ? [said(`${unrecorded} It cannot be undone from here`)] : []),
		...(undoIdOf(run) === undefined ? [] : [said(`undo ${undoIdOf(run)} takes it back`)]),
	];
}

function endSentence(run: Run, outcome: Outcome): Sentence {
	switch (outcome.end) {
		case 'settled':
			return said(
				`Done: ${headline(outcome.plan.says)}`,
				`Settled in ${(outcome.tookMs / 1000).toFixed(1)} seconds: ${[outcome.progress, ...(outcome.lines ?? [])].join('. ')}`,
			);
		case 'applied':
			return said(`Written: ${headline(outcome.plan.says)}`);
		case 'unsettled':
			return said(`Written, but not there yet: ${headline(outcome.plan.says)}`, outcome.progress);
		case 'refused': {
			const {refused, says, hint} = outcome.refusal;
			return said(
				`${refused === 'nothing-to-do' ? 'Already so' : 'Refused'}: ${says}`,
				hint && withoutKeys(hint),
			);
		}
		case 'cancelled':
			return said(`Left: ${headline(run.says)}`, 'Nothing was written');
		case 'failed':
			return said(
				`Failed: ${outcome.trouble.says}`,
				outcome.trouble.hint && withoutKeys(outcome.trouble.hint),
				outcome.plan === undefined ? 'Nothing was written' : undefined,
				outcome.done.length > 0 ? `Done before: ${outcome.done.map(sayStep).join('; ')}` : undefined,
				outcome.untried.length > 0 ? `Not tried: ${outcome.untried.map(sayStep).join('; ')}` : undefined,
			);
	}
}
