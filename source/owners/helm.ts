import {isDrift} from './drift.ts';
import type {OwnerKind} from './owner-facts.ts';

/** A Helm release is written again by the next upgrade only. Where Flux does the upgrades, its HelmRelease says more. */
export const helm: OwnerKind = {
	says: 'Helm releases',
	find(facts) {
		const {annotations, labels} = facts.object.metadata;
		const release = annotations?.['meta.helm.sh/release-name'];
		if (release === undefined || labels?.['helm.toolkit.fluxcd.io/name'] !== undefined) return [];
		if (!isDrift(facts)) return [];
		return [
			{
				name: `Helm release ${release}`,
				evidence: 'annotation meta.helm.sh/release-name',
				revertsWhen: 'at the next upgrade',
				effect: 'warned',
				instead: 'Change the values too, so that the next upgrade keeps it.',
			},
		];
	},
};
