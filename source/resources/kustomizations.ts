import {fluxOwners} from './flux-owner.ts';

export const kustomizations = fluxOwners({
	name: 'kustomizations',
	aliases: ['kustomization', 'ks'],
	group: 'kustomize.toolkit.fluxcd.io',
	kind: 'Kustomization',
});
