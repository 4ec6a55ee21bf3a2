import {controller} from './controller.ts';
import {argoCd, fluxKustomization, helm} from './git-ops.ts';
import {horizontalPodAutoscaler} from './horizontal-pod-autoscaler.ts';
import type {FindOwner} from './owner-facts.ts';

/** Everyone who may change an object back. A new one is a file and a line here. */
export const owners: readonly FindOwner[] = [
	controller,
	horizontalPodAutoscaler,
	argoCd,
	fluxKustomization,
	helm,
];
