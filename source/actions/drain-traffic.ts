import {autoscalerResource, deploymentResource} from '../model/builtin-resources.ts';
import type {Clock} from '../model/clock.ts';
import type {ActionCommand} from '../model/command.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import {type Concern, type Guard, isRefusal, type Plan, type Refusal, type Step} from '../model/plan.ts';
import {type Resource, sayRef} from '../model/ref.ts';
import {type Backend, isDead, type Split} from '../model/split.ts';
import {type Answer, answer} from '../model/trouble.ts';
import type {Way} from '../model/way.ts';
import {distinctGuards} from '../plan/guard-as-read.ts';
import {knownChampion} from '../traffic/roles.ts';
import {type Action, type Gathered, plainPlan, type Reader, recreated} from './action.ts';
import {
	type CapacityFacts,
	capacityConcerns,
	deploymentsOf,
	podsNeeded,
	raiseFirst,
} from './drain-capacity.ts';
import {settledWays, tellsWays, wayConcerns, wayLines, waysClosed, withWays} from './drain-ways.ts';
import {gatherScaler} from './gather-scaler.ts';
import {gatherSplits, type SplitFacts, saySplit, splitsMeant, whyLocked} from './gather-splits.ts';
import {listInTime} from './read-traffic.ts';
import {replicaSteps} from './shift-replicas.ts';
import {isByReplicas, saidOfSplits, sayShare, settledWhen, weightEdits} from './weight-edits.ts';

type Drain = Extract<ActionCommand, {action: 'drain-traffic'}>;
export type Choice = {readonly split: Split; readonly stays: Backend; readonly weights: readonly number[]};

/**
 * The escape: all traffic to the version that stays, on every rule of the
 * object. It guards which backend is which, and nothing else, so that somebody
 * else's change of weights cannot stop it.
 */
export const drainTraffic: Action<Drain, DrainFacts> = {
	name: 'drain-traffic',
	title: 'Drain traffic',
	kinds: [],
	gather,
	plan(command, facts) {
		const ref = refOf(command.target.resource, facts.object);
		const meant = splitsMeant(facts, command.rule);
		if (meant.length === 0) return nothingSplit(command, facts, sayRef(ref));
		const answers = meant.map(split => choose(split, command.to));
		const choices = answers.filter((each): each is Choice => !isRefusal(each));
		const refusals = answers.filter((each): each is Refusal => isRefusal(each));
		const refusal = recreated(command.target, ref) ?? (choices.length === 0 ? refusals[0] : undefined);
		if (refusal) return refusal;
		const drained = choices.filter(({split, weights}) => weightEdits(split, weights).length > 0);
		const ways = waysClosed(facts, choices, command.only);
		if (drained.length > 0 || ways.some(({edits}) => edits !== undefined))
			return planDrain({choices, drained, ways, held: refusals, facts}, command.staged);
		return (
			refusals[0] ?? {
				refused: 'nothing-to-do',
				says: `${sayRef(ref)} already sends everything to ${choices[0]!.stays.name}.`,
			}
		);
	},
};

type Draining = {
	readonly choices: readonly Choice[];
	/** Those of them whose weights change. */
	readonly drained: readonly Choice[];
	readonly ways: readonly Way[];
	readonly held: readonly Refusal[];
	readonly facts: DrainFacts;
};

type DrainFacts = SplitFacts & CapacityFacts;

async function gather(command: Drain, reader: Reader, clock: Clock): Promise<Answer<Gathered<DrainFacts>>> {
	const {target, only, staged} = command;
	const list = (resource: Resource) => listInTime(reader, resource, target.namespace, clock);
	const scaling = list(autoscalerResource);
	const gathered = await gatherSplits(target, reader, only ? undefined : list(target.resource));
	if (!gathered.ok) return gathered;
	const facts = {...gathered.value.facts, autoscalers: await scaling};
	const raised = staged ? stayingDeployment(command, facts) : undefined;
	if (raised === undefined) return answer({...gathered.value, facts});
	const scaler = await gatherScaler(refOf(deploymentResource, raised), reader, clock);
	if (!scaler.ok) return scaler;
	return answer({
		facts: {...facts, scaler: scaler.value.facts},
		subjects: [
			...gathered.value.subjects,
			...(scaler.value.facts.scalers.length > 0
				? scaler.value.subjects
				: [{ref: refOf(deploymentResource, raised), object: raised}]),
		],
		concerns: [...gathered.value.concerns, ...scaler.value.concerns],
	});
}

/** The workload whose floor is raised before all goes to it. */
function stayingDeployment({rule, to}: Drain, facts: DrainFacts): KubernetesObject | undefined {
	const choices = splitsMeant(facts, rule).map(split => choose(split, to));
	const [first] = choices.filter((each): each is Choice => !isRefusal(each));
	return first && deploymentsOf(first, facts)[0];
}

function planDrain(draining: Draining, staged: true | undefined): Plan | Refusal {
	const {drained, choices, facts} = draining;
	const plan = planOf(draining);
	if (!staged) {
		const isStageable = drained.some(choice => podsNeeded(choice) !== undefined);
		return {
			...plan,
			concerns: [...drained.flatMap(choice => capacityConcerns(choice, facts)), ...plan.concerns],
			...(isStageable && {isStageable}),
		};
	}
	const raise = raiseFirst(choices, facts);
	if (isRefusal(raise)) return raise;
	return {
		...plan,
		says: `${plan.says}, staged`,
		lines: [...raise.lines, ...plan.lines],
		steps: [...raise.steps, ...plan.steps],
		concerns: [...raise.concerns, ...plan.concerns],
		// It starts pods, and lets requests go on failing until they are ready.
		isEscape: false,
	};
}

/** Rules that cannot be drained hold nobody back from those that can; they are named. */
function planOf({choices, drained, ways, held}: Draining): Plan {
	const stays = [...new Set(choices.map(choice => choice.stays.name))].join(', ');
	return {
		...plainPlan,
		action: 'drain-traffic',
		says: `Drain ${sayDrained(drained.length > 0 ? drained : choices)}: everything to ${stays}`,
		lines: [...drained.flatMap(linesOf), ...ways.flatMap(way => wayLines(way, choices))],
		...saidOfSplits(choices),
		steps: withWays(stepsOf(drained), ways),
		undo: {way: 'swap'},
		settledWhen: [
			...drained.flatMap(({split, weights}) => settledWhen(split, weights)),
			...ways.flatMap(settledWays),
		],
		concerns: [
			...drained.flatMap(concernsOf),
			...ways.flatMap(wayConcerns),
			...held.map(({says, hint}) => ({says: `Not drained: ${says}`, ...(hint !== undefined && {hint})})),
		],
		isEscape: true,
	};
}

function sayDrained(drained: readonly Choice[]): string {
	if (drained.length === 1) return saySplit(drained[0]!.split);
	return [...new Set(drained.map(({split}) => sayRef(split.ref)))].join(' and ');
}

/** One write for all rules of one object, so that no rule is left half-drained. */
function stepsOf(drained: readonly Choice[]): Step[] {
	const [first] = drained;
	if (!first) return [];
	if (isByReplicas(first.split)) return replicaSteps(first.split, first.weights);
	const refs = drained.map(({split}) => split.ref);
	const distinct = refs.filter((ref, index) => refs.findIndex(({uid}) => uid === ref.uid) === index);
	return distinct.map(target => {
		const own = drained.filter(({split}) => split.ref.uid === target.uid);
		const edits = own.flatMap(({split, weights}) => weightEdits(split, weights));
		const guards = own.flatMap(guardsOf);
		return {type: 'edit', target, guards: distinctGuards(guards), edits};
	});
}

/** A text that holds several weights is written over whole, so it has to be the one that was read. */
function guardsOf({split, weights}: Choice): Guard[] {
	const isText = split.backends.some(({weightAt}) => weightAt?.form === 'within');
	return weightEdits(split, weights).flatMap(({at, from, identity = []}) =>
		isText ? [...identity, {at, is: from}] : [...identity],
	);
}

function choose(split: Split, to: string | undefined): Choice | Refusal {
	const locked = whyLocked(split);
	if (locked) return locked;
	const names = split.backends.map(each => each.name).join(' or ');
	const stays =
		to === undefined ? knownChampion(split.backends) : split.backends.find(each => each.name === to);
	if (!stays && to !== undefined) {
		return {refused: 'not-found', says: `${saySplit(split)} has no backend ${to}.`, hint: `It has ${names}.`};
	}
	if (!stays) {
		return {
			refused: 'role-unknown',
			says: `Nothing says which version of ${saySplit(split)} is the champion.`,
			hint: `Say which one stays: --to ${names}.`,
		};
	}
	if (stays.brokenBecause) {
		return {
			refused: 'out-of-bounds',
			says: stays.brokenBecause,
			hint: 'Mend that first, or drain to another backend.',
		};
	}
	if (isDead(stays)) {
		return {
			refused: 'out-of-bounds',
			says: `${stays.name} has no ready pod, so draining to it would answer everything with errors.`,
			hint: `Scale ${stays.name} up first, or drain to another backend.`,
		};
	}
	return {split, stays, weights: weightsFor(split, stays)};
}

/** The whole sum to the one that stays, or as much of it as fits; where all weights were zero there is no sum to keep. */
function weightsFor(split: Split, stays: Backend): number[] {
	const present = split.backends.reduce((total, each) => total + (each.weight ?? 0), 0) || 100;
	const sum = split.sum ?? Math.min(present, split.bounds.max);
	return split.backends.map(each => (each === stays ? sum : 0));
}

function linesOf({split, stays}: Choice): Plan['lines'] {
	return split.backends.map(backend => ({
		subject: split.rule === '' ? backend.name : `${backend.name} (rule ${split.rule})`,
		from: sayShare(backend.share),
		to: sayShare(backend === stays ? 100 : 0),
	}));
}

function concernsOf({split, stays}: Choice): Concern[] {
	// A route to the version that stays is no way around the drain; the other ways of some dialects are told by themselves.
	const around = tellsWays(split)
		? []
		: split.also.filter(
				({reaches, through = stays.name}) => reaches !== stays.name && through === stays.name,
			);
	const also = around.map(({says}) => ({says: `Not drained by this: ${says}.`}));
	const {pods} = stays;
	if (!pods || pods.ready >= pods.wanted) return also;
	return [{says: `${stays.name} has ${pods.ready} of ${pods.wanted} pods ready.`}, ...also];
}

function nothingSplit(command: Drain, facts: SplitFacts, subject: string): Refusal {
	const rules = facts.splits.map(split => split.rule).join(', ');
	return command.rule === undefined
		? {refused: 'not-found', says: `${subject} divides no traffic: no rule has two backends.`}
		: {
				refused: 'not-found',
				says: `${subject} has no rule ${command.rule} that splits traffic.`,
				hint: `Its rules are ${rules}.`,
			};
}
