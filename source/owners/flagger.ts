import type {OwnerKind} from './owner-facts.ts';

const fluxReconcile = 'kustomize.toolkit.fluxcd.io/reconcile';
const fluxDrift = 'helm.toolkit.fluxcd.io/driftDetection';

/**
 * Flagger puts the same two marks on all that it makes, to keep Flux away, and
 * names what it makes after its target. Where it is the controller as well, its
 * owner reference says more.
 */
export const flagger: OwnerKind = {
	says: 'Flagger',
	find({object}) {
		const {annotations = {}, ownerReferences = [], name} = object.metadata;
		const isMarked = annotations[fluxReconcile] === 'disabled' && annotations[fluxDrift] === 'disabled';
		const suffix = /-(primary|canary)$/.exec(name)?.[0];
		if (!isMarked || suffix === undefined || ownerReferences.some(({controller}) => controller)) return [];
		const target = name.slice(0, -suffix.length);
		return [
			{
				name: `Flagger, for ${target}`,
				evidence: `the name ends in ${suffix}, and annotations ${fluxReconcile} and ${fluxDrift} keep Flux away, as Flagger sets them`,
				revertsWhen: 'at its next step, which goes on from what it finds',
				effect: 'warned',
				instead: `Suspend the Canary of ${target}, or let its gates decide.`,
			},
		];
	},
};
