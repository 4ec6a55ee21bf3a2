import {type Attached, startAttached} from './attached.ts';
import {buildController} from './build-controllers.ts';
import type {Json} from './raw-api.ts';

/**
 * Builds and starts Flagger's real controller for one namespace, routing by the
 * Gateway API. The cluster needs the resources flagger and gateway-api.
 */
export async function startFlagger(kubeconfig: string, namespace: string): Promise<Attached> {
	const program = await buildController('flagger');
	const parameters = [`--kubeconfig=${kubeconfig}`, `--namespace=${namespace}`];
	return startAttached(program, parameters, said => said.includes('Flagger follows its canaries.'));
}

/**
 * A canary of the Deployment of its name. Flagger takes no step in less than ten
 * seconds, whatever its interval says.
 */
export function flaggerCanary(name: string, analysis: Json = {stepWeight: 10, maxWeight: 50}): Json {
	return {
		apiVersion: 'flagger.app/v1beta1',
		kind: 'Canary',
		metadata: {name},
		spec: {
			provider: 'gatewayapi:v1',
			targetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name},
			service: {port: 80, targetPort: 8080, hosts: ['shop.example.com'], gatewayRefs: [{name: 'public'}]},
			analysis: {interval: '10s', threshold: 5, ...analysis},
		},
	};
}
