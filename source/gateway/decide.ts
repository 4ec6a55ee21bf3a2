import type {Access, AccessQuestion} from '../model/cluster.ts';
import {mostStaleMs} from '../model/health.ts';
import {type Confirmation, issuePermit, type Permit} from '../model/permit.ts';
import {type Plan, type Refusal, type Step, sayNoPodLeft} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import {isLineIntoPod} from '../model/request.ts';
import {unprovedSetting} from '../model/split.ts';
import {questionOf} from './question-of.ts';

/** What the operator's configuration and flags say about this context. */
export type Rules = {
	readonly readOnly: boolean;
	/** Why it is read-only, for the refusal: a flag, or the configuration. */
	readonly readOnlyBecause?: string;
	/** Unclassified contexts off loopback count as production. */
	readonly isProduction: boolean;
	/** Neither production nor local, as the configuration says. */
	readonly isStaging?: boolean;
	readonly contextName: string;
	/** Writes wait until somebody arms the context, for so long where no time is given; undefined where they need not. */
	readonly armForMs?: number;
	/** Dialects that may be written though nobody tried them on what they are for. */
	readonly writeUnproved?: readonly string[];
	/** Every change here needs a reason in the operator's words. */
	readonly reason?: 'required';
	/** Changes are announced as Events on the objects they write. */
	readonly events?: boolean;
};

/** What the server says of one step; undefined where it could not be asked. */
export type StepAccess = {
	readonly step: Step;
	/** What was asked, where it is not the one question the step stands for. */
	readonly question?: AccessQuestion;
	readonly access: Access | undefined;
};

/** What passes while a preview is open, and is therefore looked at again before anything is written. */
export type Moment = {
	readonly isArmed?: boolean;
	/** What arms here, as the next step of whoever is refused. */
	readonly armBy?: string;
	/** How long that which the operator looked at has been old; left out where it was read for this alone. */
	readonly staleMs?: number;
	/** How a person says that what was replaced twice is to be written again: by a word that is asked for, or beforehand. Left out, it is refused. */
	readonly insists?: 'asked' | 'said';
};

export type GateFacts = {
	readonly rules: Rules;
	readonly access: readonly StepAccess[];
	readonly moment?: Moment;
};

/**
 * The one place where a write is allowed. Read-only, denied and unproved hold
 * for every plan, since nobody knows what an unproved one would do; the escape
 * passes everything else, and asks for a key only.
 */
export function decide(plan: Plan, facts: GateFacts): Permit | Refusal {
	return refusalOf(plan, facts) ?? issuePermit(plan, confirmationOf(plan, facts));
}

function refusalOf(plan: Plan, {rules, access, moment = {}}: GateFacts): Refusal | undefined {
	return (
		readOnlyBy(rules) ??
		deniedBy(access) ??
		unprovedBy(plan, rules) ??
		(plan.isEscape
			? undefined
			: (disarmedBy(rules, moment) ?? undoneBy(plan) ?? contestedBy(plan, moment) ?? staleBy(moment)))
	);
}

function readOnlyBy({readOnly, readOnlyBecause, contextName}: Rules): Refusal | undefined {
	if (!readOnly) return undefined;
	return {
		refused: 'read-only',
		says: `Context ${contextName} is read-only${readOnlyBecause ? ` (${readOnlyBecause})` : ''}.`,
		hint: 'Start sluice without it to change something.',
	};
}

function unprovedBy({unproved}: Plan, {writeUnproved}: Rules): Refusal | undefined {
	if (unproved === undefined || writeUnproved?.includes(unproved.dialect)) return undefined;
	return {
		refused: 'guarded',
		says: `The dialect ${unproved.dialect} is only read. ${unproved.says}`,
		hint: `The configuration can allow writing it all the same: ${unprovedSetting(unproved.dialect)}`,
	};
}

function deniedBy(all: readonly StepAccess[]): Refusal | undefined {
	const denied = all.find(each => each.access?.isAllowed === false);
	if (denied === undefined) return undefined;
	const {verb, resource, subresource, namespace} = denied.question ?? questionOf(denied.step);
	const what = `${resourceName(resource)}${subresource ? `/${subresource}` : ''}`;
	const because = denied.access?.because;
	return {
		refused: 'denied',
		says: `You may not ${verb} ${what}${namespace && ` in ${namespace}`}.${because ? ` ${because}.` : ''}`,
		hint: `Ask whoever grants access in this cluster for the verb "${verb}" on it.`,
	};
}

function disarmedBy({armForMs, contextName}: Rules, {isArmed, armBy}: Moment): Refusal | undefined {
	if (armForMs === undefined || isArmed) return undefined;
	return {
		refused: 'disarmed',
		says: `Context ${contextName} is disarmed: nothing but the way back is written there.`,
		hint: armBy ?? 'Arm it first.',
	};
}

/** A write that its owner takes back at once would only look like a change. */
function undoneBy(plan: Plan): Refusal | undefined {
	const owner = plan.owners.find(each => each.effect === 'undone');
	if (!owner) return undefined;
	return {
		refused: 'owned',
		says: `${owner.name} would undo this ${owner.revertsWhen}: ${owner.evidence}.`,
		hint: owner.instead,
	};
}

/** Two overwrites in a row are a loop, and a third write would only be its next turn. */
function contestedBy({contested}: Plan, {insists}: Moment): Refusal | undefined {
	if (contested === undefined || insists !== undefined) return undefined;
	const {says, hint} = contested;
	return {
		refused: 'owned',
		says,
		hint: `${hint} --${insistence} writes it all the same; the dashboard asks for that word.`,
	};
}

/** The plan was made from fresh reads, but whoever asked for it looked at what is old. */
function staleBy({staleMs = 0}: Moment): Refusal | undefined {
	if (staleMs < mostStaleMs) return undefined;
	return {
		refused: 'stale',
		says: `What is on screen is ${Math.round(staleMs / 1000)} s old: nothing is written on that.`,
		hint: 'Wait until it is live again. Draining and aborting read afresh, and need not wait.',
	};
}

function confirmationOf(plan: Plan, {rules, moment}: GateFacts): Confirmation {
	const {isProduction, reason} = rules;
	const [step] = plan.steps;
	const isHeld = !plan.isEscape && step !== undefined;
	// What a person does in a pod comes after this, key by key, and its name is nobody's to type.
	const isLine = plan.steps.some(isLineIntoPod);
	const needsReason = isHeld && reason === 'required' ? ({needsReason: true} as const) : {};
	const blast = plan.blast ?? lastPodsIn(plan) ?? (moment?.insists === 'asked' ? loopIn(plan) : undefined);
	if (blast) return {by: 'word', word: blast.word, because: blast.says, ...needsReason};
	return isProduction && isHeld && !isLine
		? {by: 'word', word: step.target.name, ...needsReason}
		: {by: 'key', ...needsReason};
}

/** What is typed to write once more what others replaced twice. */
const insistence = 'anyway';

/** Whoever insists has read why it is held back. */
function loopIn({contested, isEscape}: Plan): Plan['blast'] {
	if (contested === undefined || isEscape) return undefined;
	const {says, hint = ''} = contested;
	return {word: insistence, says: `${says} ${hint}`.trim()};
}

/** No action can forget it: scaling away the last pods costs the same whichever verb, or undo, does it. */
function lastPodsIn({steps, isEscape}: Plan): Plan['blast'] {
	if (isEscape) return undefined;
	const last = steps.find(
		({subresource, edits}) =>
			subresource === 'scale' && edits.some(({from, to}) => Number(from ?? 0) > 0 && Number(to ?? 0) === 0),
	);
	return last && {word: last.target.name, says: sayNoPodLeft(last.target)};
}
