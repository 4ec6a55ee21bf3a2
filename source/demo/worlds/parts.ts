/** Pieces that worlds are made of. */
import {deployments} from '../kinds/apps.ts';
import {services} from '../kinds/services.ts';
import type {Tree} from '../object.ts';
import {type Episode, made} from './world.ts';

export type Application = {
	namespace: string;
	name: string;
	image: string;
	replicas: number;
	labels: Record<string, string>;
	container?: string;
	port?: number;
	annotations?: Record<string, string>;
	podLabels?: Record<string, string>;
	/** Further members of the deployment's spec. */
	spec?: Tree;
	/** Further members of its pods' spec. */
	podSpec?: Tree;
};

/** A deployment of an ordinary web application: one container with requests, limits and a readiness probe. */
export function application(agoMinutes: number, app: Application): Episode {
	const {namespace, name, replicas, labels, annotations, podLabels} = app;
	const podMetadata = {labels: {...labels, ...podLabels}};
	return made(agoMinutes, deployments, namespace, {
		metadata: {name, labels, annotations},
		spec: {
			replicas,
			selector: {matchLabels: labels},
			template: {metadata: podMetadata, spec: {containers: [containerOf(app)], ...app.podSpec}},
			...app.spec,
		},
	});
}

function containerOf({name, container = 'app', image, port = 8080}: Application): Tree {
	return {
		name: container,
		image,
		ports: [{name: 'http', containerPort: port}],
		env: [{name: 'APPLICATION', value: name}],
		resources: {requests: {cpu: '100m', memory: '128Mi'}, limits: {cpu: '500m', memory: '256Mi'}},
		readinessProbe: {httpGet: {path: '/ready', port: 'http'}, initialDelaySeconds: 1, periodSeconds: 5},
	};
}

/** A Service on port 80 of the pods with these labels. */
export function service(
	agoMinutes: number,
	namespace: string,
	name: string,
	selector: Record<string, string>,
): Episode {
	const ports = [{name: 'http', port: 80, targetPort: 'http'}];
	return made(agoMinutes, services, namespace, {metadata: {name, labels: selector}, spec: {selector, ports}});
}

/** A weighted backend of a route's rule. */
export function backend(name: string, weight: number): Tree {
	return {name, port: 80, weight};
}
