import {fluxOwners} from './flux-owner.ts';

export const helmreleases = fluxOwners({
	name: 'helmreleases',
	aliases: ['helmrelease', 'hr'],
	group: 'helm.toolkit.fluxcd.io',
	kind: 'HelmRelease',
});
