import {argoCdHolder} from './argo-cd.ts';
import {fluxHelmReleaseHolder} from './flux-helm-release.ts';
import {fluxKustomizationHolder} from './flux-kustomization.ts';
import type {Holder} from './holder.ts';

/** Every owner that can be held. A new one is a file and a line here. */
export const holders: readonly Holder[] = [argoCdHolder, fluxKustomizationHolder, fluxHelmReleaseHolder];
