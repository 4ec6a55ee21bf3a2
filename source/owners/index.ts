import {applicationSet} from './application-set.ts';
import {argoCd} from './argo-cd.ts';
import {argoRollouts} from './argo-rollouts.ts';
import {controller} from './controller.ts';
import {flagger} from './flagger.ts';
import {fluxHelmRelease} from './flux-helm-release.ts';
import {fluxKustomization} from './flux-kustomization.ts';
import {helm} from './helm.ts';
import {horizontalPodAutoscaler} from './horizontal-pod-autoscaler.ts';
import {keda} from './keda.ts';
import {managedFields} from './managed-fields.ts';
import type {OwnerKind} from './owner-facts.ts';

/** Everyone who may change an object back. A new one is a file and a line here. */
export const owners: readonly OwnerKind[] = [
	controller,
	argoRollouts,
	flagger,
	horizontalPodAutoscaler,
	keda,
	applicationSet,
	argoCd,
	fluxKustomization,
	fluxHelmRelease,
	helm,
	managedFields,
];
