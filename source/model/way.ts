import type {Edit} from './plan.ts';
import type {Ref} from './ref.ts';

/**
 * A way on which requests reach a version beside the weights of one split: a
 * rule that sends some of them there and nowhere else, the weights of another
 * rule or of another object, or a copy of them.
 */
export type Way = {
	readonly ref: Ref;
	/** The rule it stands in, as a split of it is called. */
	readonly rule: string;
	/** `rule beta sends x-beta=1 to checkout-v2`. */
	readonly says: string;
	/** Of those requests, short: `x-beta=1`. */
	readonly takes: string;
	/** What part of those requests goes this way: `20 %`, `all`, `a copy`. */
	readonly from: string;
	/** Requests go where they went all the same. */
	readonly isCopy?: true;
	/** What to write so that nothing goes this way any more; undefined where that is not for sluice to write. */
	readonly edits?: readonly Edit[];
	/** Why there are none, as a sentence with what to do instead. */
	readonly because?: string;
};
