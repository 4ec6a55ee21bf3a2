/** The objects the checks make, as small as they can be. */
import type {Json} from './connection.ts';

export const jsonPatch = 'application/json-patch+json';
export const mergePatch = 'application/merge-patch+json';
export const strategicMergePatch = 'application/strategic-merge-patch+json';

/** A deployment of pause containers; members of `spec` replace or join its own. */
export function deployment(name: string, spec: Json = {}): Json {
	const labels = {app: name};
	const containers = [{name: 'app', image: 'registry.example.com/app:1'}];
	return {
		apiVersion: 'apps/v1',
		kind: 'Deployment',
		metadata: {name, labels},
		spec: {
			replicas: 0,
			selector: {matchLabels: labels},
			template: {metadata: {labels}, spec: {containers}},
			...spec,
		},
	};
}

export function route(name: string, weights: readonly number[] = [90, 10]): Json {
	const backendRefs = weights.map((weight, i) => ({name: `backend-${i}`, port: 80, weight}));
	return {
		apiVersion: 'gateway.networking.k8s.io/v1',
		kind: 'HTTPRoute',
		metadata: {name},
		spec: {rules: [{backendRefs}]},
	};
}

export function service(name: string, selector: Record<string, string>): Json {
	const ports = [{name: 'http', port: 80, targetPort: 8080}];
	return {apiVersion: 'v1', kind: 'Service', metadata: {name}, spec: {selector, ports}};
}

export function configMap(
	name: string,
	data: Record<string, string> = {},
	labels: Record<string, string> = {},
): Json {
	return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name, labels}, data};
}

export function weightAt(backend: number): string {
	return `/spec/rules/0/backendRefs/${backend}/weight`;
}
