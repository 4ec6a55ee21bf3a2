import type {ActionCommand, BackendPercent} from '../model/command.ts';
import {refOf} from '../model/object.ts';
import {type Concern, type Line, type Plan, type Refusal, type Step, sayNoPodLeft} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import {knownChampion} from '../traffic/roles.ts';
import {sharesGiven} from '../traffic/splits.ts';
import {deal, inAll, relativeWeights, sharesAfter, sharesOf, trim} from '../traffic/weights.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {blastOfWeights, podConcerns, raisesBroken} from './blast.ts';
import {gatherSplits, type SplitFacts, saySplit, splitsMeant, whyLocked} from './gather-splits.ts';
import {replicaSteps, replicasAfter, sayPods} from './shift-replicas.ts';
import {isByReplicas, saidOfSplits, sayShare, settledWhen, weightEdits} from './weight-edits.ts';

type Shift = Extract<ActionCommand, {action: 'shift'}>;

/** Gives the named backends of one rule the shares asked for; the others keep their proportions. */
export const shift: Action<Shift, SplitFacts> = {
	name: 'shift',
	title: 'Shift traffic',
	kinds: [],
	gather: (command, reader) => gatherSplits(command.target, reader),
	plan(command, facts) {
		const split = chooseSplit(command, facts);
		return 'refused' in split ? split : planShares(split, command.percents, command, facts);
	},
};

/** The plan that gives the named backends of the split these shares, or why not. */
export function planShares(
	split: Split,
	percents: readonly BackendPercent[],
	{target, expect}: Pick<Shift, 'target' | 'expect'>,
	facts: SplitFacts,
): Plan | Refusal {
	const shares = sharesAfter(inAll(split), percents);
	if ('fault' in shares) {
		return {
			refused: 'usage',
			says: `${saySplit(split)}: ${shares.fault}.`,
			hint: 'Give BACKEND=PERCENT, from 0 to 100.',
		};
	}
	const weights = weightsAfter(split, shares, percents);
	if ('refused' in weights) return weights;
	return (
		recreated(target, refOf(target.resource, facts.object)) ??
		notAsExpected(split, expect) ??
		nothingToDo(split, weights) ??
		raisesBroken(split, sharesGiven(split, weights)) ??
		planShift(split, weights, concernsOf(split, weights, percents))
	);
}

/** The plan that writes these weights, in the order of the split's backends. */
function planShift(split: Split, weights: readonly number[], concerns: readonly Concern[]): Plan {
	const lines = linesOf(split, weights);
	return {
		...plainPlan,
		action: 'shift',
		says: `Shift ${saySplit(split)} from ${sayShares(sharesBefore(split))} to ${sayShares(sharesGiven(split, weights))}`,
		lines,
		...saidOfSplits([{split, weights}]),
		steps: stepsOf(split, weights),
		undo: {way: 'swap'},
		settledWhen: settledWhen(split, weights),
		concerns,
		...blastOf(split, weights),
	};
}

/** What only lowers challengers costs nothing, and must not wait for a word. */
function blastOf(split: Split, weights: readonly number[]): Pick<Plan, 'isEscape' | 'blast'> {
	const isEscape = onlyLowersChallengers(split, weights);
	return {isEscape, blast: isEscape ? undefined : blastOfWeights(split, weights)};
}

function stepsOf(split: Split, weights: readonly number[]): Step[] {
	if (isByReplicas(split)) return replicaSteps(split, weights);
	const guards = split.guards.filter(({ref}) => ref.uid === split.ref.uid).map(({at, is}) => ({at, is}));
	return [{type: 'edit', target: split.ref, guards, edits: weightEdits(split, weights)}];
}

/** The one split that is meant, where it can be written. */
export function chooseSplit(
	{target, rule}: Pick<Shift, 'target' | 'rule'>,
	facts: SplitFacts,
): Split | Refusal {
	const meant = splitsMeant(facts, rule);
	const [only, ...more] = meant;
	if (only && more.length === 0) return whyLocked(only) ?? only;
	const subject = sayRef({...target, resource: target.resource});
	const rules = facts.splits.map(split => split.rule).join(', ');
	if (facts.splits.length === 0) {
		return {
			refused: 'not-found',
			says: `${subject} divides no traffic: no rule has two backends.`,
			hint: 'See what does: sluice get splits -A',
		};
	}
	if (rule !== undefined) {
		return {
			refused: 'not-found',
			says: `${subject} has no rule ${rule} that splits traffic.`,
			hint: `Its rules are ${rules}.`,
		};
	}
	const objects = [...new Set(meant.map(({ref}) => sayRef(ref)))];
	if (objects.length > 1) {
		return {
			refused: 'usage',
			says: `${subject} takes part in ${meant.length} splits.`,
			hint: `Name the one that is meant: ${objects.join(' or ')}.`,
		};
	}
	return {
		refused: 'usage',
		says: `${subject} has ${meant.length} rules that split traffic.`,
		hint: `Say which one: --rule, with one of ${rules}.`,
	};
}

function weightsAfter(
	split: Split,
	shares: readonly number[],
	percents: readonly BackendPercent[],
): readonly number[] | Refusal {
	const asked = new Set(percents.map(each => each.backend));
	if (isByReplicas(split)) return replicasAfter(split, shares, asked);
	return split.sum === undefined ? relativeWeights(split, shares, asked) : deal(shares, split.sum);
}

function nothingToDo(split: Split, weights: readonly number[]): Refusal | undefined {
	if (split.backends.some((backend, index) => backend.weight !== weights[index])) return undefined;
	return {refused: 'nothing-to-do', says: `${saySplit(split)} already stands so.`};
}

/** Shares are compared as they are shown, to a hundredth of a percent. */
function notAsExpected(split: Split, expect: readonly BackendPercent[] | undefined): Refusal | undefined {
	for (const {backend: name, percent} of expect ?? []) {
		const backend = split.backends.find(each => each.name === name);
		if (!backend) {
			const names = split.backends.map(each => each.name).join(', ');
			return {refused: 'usage', says: `${saySplit(split)} has no backend ${name}.`, hint: `It has ${names}.`};
		}
		if (backend.share !== null && Math.abs(backend.share - percent) < 0.01) continue;
		return {
			refused: 'stale',
			says: `${name} of ${saySplit(split)} has ${sayShare(backend.share)}, not ${trim(percent)} %.`,
			hint: 'Somebody changed it; look again before shifting.',
		};
	}
	return undefined;
}

function linesOf(split: Split, weights: readonly number[]): Line[] {
	const after = sharesGiven(split, weights);
	const isReplicas = isByReplicas(split);
	const before = sharesBefore(split);
	return split.backends.map((backend, index) => ({
		subject: backend.name,
		from: sayShare(before[index]!) + (isReplicas ? ` (${sayPods(backend.weight)})` : ''),
		to: sayShare(after[index]!) + (isReplicas ? ` (${sayPods(weights[index]!)})` : ''),
	}));
}

function concernsOf(
	split: Split,
	weights: readonly number[],
	percents: readonly BackendPercent[],
): Concern[] {
	const after = sharesGiven(split, weights);
	const backends = split.backends.flatMap((backend, index): Concern[] => {
		const asked = percents.find(each => each.backend === backend.name)?.percent;
		const concerns: Concern[] = [];
		if (isByReplicas(split) && weights[index] === 0 && backend.weight !== 0) {
			concerns.push({says: sayNoPodLeft(backend.weightAt!.ref)});
		}
		if (asked !== undefined && Math.abs(asked - (after[index] ?? 0)) > 0.005) {
			concerns.push({
				says: `${trim(asked)} % of ${backend.name} cannot be reached exactly; it will be ${sayShare(after[index]!)}.`,
			});
		}
		return concerns;
	});
	return [...podConcerns(split, after), ...backends, ...split.warnings.map(says => ({says}))];
}

/** True only where a mark or a choice names the champion: weights alone say nothing about which version is safe. */
function onlyLowersChallengers(split: Split, weights: readonly number[]): boolean {
	const champion = knownChampion(split.backends);
	if (!champion) return false;
	const before = sharesBefore(split);
	const after = sharesGiven(split, weights);
	// What a router's rounding hides today may show once pods come or go.
	const stored = sharesOf(split.backends.map(each => each.weight ?? 0));
	const written = sharesOf(weights);
	return split.backends.every((backend, index) => {
		if (backend === champion) return true;
		if (isByReplicas(split)) return weights[index]! <= (backend.weight ?? 0);
		if ((written[index] ?? 0) > (stored[index] ?? 100)) return false;
		return after[index] !== null && before[index] !== null && after[index]! <= before[index]!;
	});
}

/** Before and after must be told in the same terms: by replicas asked for, where those are what is written. */
export function sharesBefore(split: Split): ReadonlyArray<number | null> {
	return isByReplicas(split)
		? sharesOf(split.backends.map(each => each.weight ?? 0))
		: split.backends.map(each => each.share);
}

/** `90/10`, in the order of the backends. */
function sayShares(shares: ReadonlyArray<number | null>): string {
	return shares.map(share => (share === null ? '-' : trim(share))).join('/');
}
