import type {Plan} from './plan.ts';

const issued = new WeakSet<object>();

/**
 * Leave to apply one plan, once decided. The cluster applies nothing without
 * it. Only `gateway/decide` issues one; a test holds that by reading imports.
 */
export type Permit = {readonly plan: Plan; readonly confirm: Confirmation};

/** How a person must confirm: a key, or typing a word, in production and wherever much would be lost; and whether they must say why. */
export type Confirmation = (
	| {readonly by: 'key'}
	/** `because`: what would be lost, as a sentence. */
	| {readonly by: 'word'; readonly word: string; readonly because?: string}
) & {readonly needsReason?: true};

export function issuePermit(plan: Plan, confirm: Confirmation): Permit {
	const permit = Object.freeze({plan, confirm});
	issued.add(permit);
	return permit;
}

export function isIssued(permit: Permit): boolean {
	return issued.has(permit);
}
