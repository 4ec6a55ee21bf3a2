import type {Access} from '../model/cluster.ts';
import {type Confirmation, issuePermit, type Permit} from '../model/permit.ts';
import type {Plan, Refusal, Step} from '../model/plan.ts';
import {rightOf} from '../model/request.ts';
import {unprovedSetting} from '../model/split.ts';

/** What the operator's configuration and flags say about this context. */
export type Rules = {
	readonly readOnly: boolean;
	/** Why it is read-only, for the refusal: a flag, or the configuration. */
	readonly readOnlyBecause?: string;
	/** Unclassified contexts off loopback count as production. */
	readonly isProduction: boolean;
	readonly contextName: string;
	/** Dialects that may be written though nobody tried them on what they are for. */
	readonly writeUnproved?: readonly string[];
};

/** What the server says of one step; undefined where it could not be asked. */
export type StepAccess = {readonly step: Step; readonly access: Access | undefined};

export type GateFacts = {readonly rules: Rules; readonly access: readonly StepAccess[]};

/**
 * The one place where a write is allowed. Read-only, denied and unproved hold
 * for every plan, since nobody knows what an unproved one would do; the escape
 * passes everything else, and asks for a key only.
 */
export function decide(plan: Plan, {rules, access}: GateFacts): Permit | Refusal {
	return refusalOf(plan, rules, access) ?? issuePermit(plan, confirmationOf(plan, rules));
}

function refusalOf(plan: Plan, rules: Rules, access: readonly StepAccess[]): Refusal | undefined {
	if (rules.readOnly) {
		return {
			refused: 'read-only',
			says: `Context ${rules.contextName} is read-only${rules.readOnlyBecause ? ` (${rules.readOnlyBecause})` : ''}.`,
			hint: 'Start sluice without it to change something.',
		};
	}
	const denied = access.find(each => each.access && !each.access.isAllowed);
	if (denied?.access) return deniedBy(denied.step, denied.access);
	return unprovedBy(plan, rules) ?? (plan.isEscape ? undefined : undoneBy(plan));
}

function unprovedBy({unproved}: Plan, {writeUnproved}: Rules): Refusal | undefined {
	if (unproved === undefined || writeUnproved?.includes(unproved.dialect)) return undefined;
	return {
		refused: 'guarded',
		says: `The dialect ${unproved.dialect} is only read. ${unproved.says}`,
		hint: `The configuration can allow writing it all the same: ${unprovedSetting(unproved.dialect)}`,
	};
}

function deniedBy(step: Step, access: Access): Refusal {
	const {resource, namespace} = step.target;
	const {verb, subresource} = rightOf(step);
	const what = `${resource.plural}${resource.group && `.${resource.group}`}${subresource ? `/${subresource}` : ''}`;
	return {
		refused: 'denied',
		says: `You may not ${verb} ${what}${namespace && ` in ${namespace}`}.${access.because ? ` ${access.because}.` : ''}`,
		hint: `Ask whoever grants access in this cluster for the verb "${verb}" on it.`,
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

function confirmationOf(plan: Plan, rules: Rules): Confirmation {
	if (plan.blast) return {by: 'word', word: plan.blast.word};
	const [step] = plan.steps;
	return rules.isProduction && !plan.isEscape && step ? {by: 'word', word: step.target.name} : {by: 'key'};
}
