import type {Holder} from './holder.ts';

/** What all of Flux has in common: `spec.suspend` stops it, and it does not matter whether that was absent or false. */
export const suspending = {
	policyAt: '/spec/suspend',
	heldAs: true,
	whyIdle: ({spec}) => (spec?.suspend === true ? 'is suspended already' : undefined),
	sayPolicy: suspend => (suspend === true ? 'suspended' : 'reconciles by itself'),
} as const satisfies Pick<Holder, 'policyAt' | 'heldAs' | 'whyIdle' | 'sayPolicy'>;
