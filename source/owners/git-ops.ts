import type {FindOwner} from './owner-facts.ts';

/** Argo CD marks what it tracks with an annotation; whether it heals by itself stands on the Application, not here. */
export const argoCd: FindOwner = ({object}) => {
	const tracking = object.metadata.annotations?.['argocd.argoproj.io/tracking-id'];
	if (tracking === undefined) return undefined;
	return {
		name: `Argo CD application ${tracking.split(':')[0]}`,
		evidence: 'annotation argocd.argoproj.io/tracking-id',
		revertsWhen: 'within seconds if it heals by itself, else at the next sync',
		effect: 'warned',
		instead: 'Commit the change too, or turn self-heal off while it lasts.',
	};
};

/** A Flux Kustomization applies its objects again at each interval. */
export const fluxKustomization: FindOwner = ({object}) => {
	const name = object.metadata.labels?.['kustomize.toolkit.fluxcd.io/name'];
	if (name === undefined) return undefined;
	if (object.metadata.annotations?.['kustomize.toolkit.fluxcd.io/reconcile'] === 'disabled') return undefined;
	return {
		name: `Flux Kustomization ${name}`,
		evidence: 'label kustomize.toolkit.fluxcd.io/name',
		revertsWhen: 'at its next interval',
		effect: 'warned',
		instead: `Commit the change too, or suspend it: flux suspend kustomization ${name}`,
	};
};

/** A Helm release is written again by the next upgrade only. */
export const helm: FindOwner = ({object}) => {
	const release = object.metadata.annotations?.['meta.helm.sh/release-name'];
	if (release === undefined) return undefined;
	const isFlux = object.metadata.labels?.['helm.toolkit.fluxcd.io/name'] !== undefined;
	return {
		name: `${isFlux ? 'Flux HelmRelease' : 'Helm release'} ${release}`,
		evidence: 'annotation meta.helm.sh/release-name',
		revertsWhen: isFlux ? 'at the next upgrade, or sooner with drift detection' : 'at the next upgrade',
		effect: 'warned',
		instead: 'Change the values too, so that the next upgrade keeps it.',
	};
};
