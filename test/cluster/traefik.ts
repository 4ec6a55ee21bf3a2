import {request} from 'node:http';
import {type Attached, freePort, startAttached} from './attached.ts';
import {buildController} from './build-controllers.ts';
import type {CountingBackends} from './counting-backends.ts';
import type {Ground} from './workloads.ts';

export interface Traefik extends Attached {
	/** Where it takes requests, on 127.0.0.1. */
	readonly port: number;
	/** Where it shows its counters, for a Prometheus. */
	readonly metricsAddress: string;
}

/**
 * Builds and starts a real Traefik that routes by the Traefik resources of one
 * namespace, and resolves once it listens. Nothing but 127.0.0.1 hears of it,
 * and it asks nobody for newer versions. The cluster needs the resources traefik.
 */
export async function startTraefik(kubeconfig: string, namespace: string): Promise<Traefik> {
	const program = await buildController('traefik');
	const port = await freePort();
	const metricsAddress = `127.0.0.1:${await freePort()}`;
	const parameters = [
		'--global.checknewversion=false',
		'--global.sendanonymoususage=false',
		`--entrypoints.web.address=127.0.0.1:${port}`,
		`--entrypoints.metrics.address=${metricsAddress}`,
		'--metrics.prometheus=true',
		'--metrics.prometheus.entrypoint=metrics',
		'--metrics.prometheus.addserviceslabels=true',
		'--ping=true',
		'--ping.entrypoint=web',
		'--providers.kubernetescrd=true',
		`--providers.kubernetescrd.namespaces=${namespace}`,
		// The pods have no network: Services name a backend of the tests instead.
		'--providers.kubernetescrd.allowexternalnameservices=true',
		'--providers.providersthrottleduration=100ms',
		'--log.level=INFO',
	];
	const environment = {KUBECONFIG: kubeconfig};
	const attached = await startAttached(program, parameters, () => isServing(port), environment);
	return {...attached, port, metricsAddress};
}

function isServing(port: number): Promise<boolean> {
	return new Promise(resolve => {
		const asked = request({host: '127.0.0.1', port, path: '/ping'}, response => {
			response.resume();
			resolve(response.statusCode === 200);
		});
		asked.on('error', () => resolve(false)).end();
	});
}

/** Adds a TraefikService of this name that divides the requests for a host among backends of the tests. */
export async function addTraefikSplit(
	ground: Ground,
	{
		name,
		host,
		backends,
		weights,
	}: {
		readonly name: string;
		readonly host: string;
		readonly backends: CountingBackends;
		/** By the backend's name. */
		readonly weights: Readonly<Record<string, number>>;
	},
): Promise<void> {
	const services = Object.entries(weights).map(([backend, weight]) => {
		return {name: backend, port: backends.ports[backend], weight};
	});
	for (const {name: backend, port} of services) {
		const spec = {type: 'ExternalName', externalName: '127.0.0.1', ports: [{port}]};
		await ground.add('services', {metadata: {name: backend}, spec});
	}
	await ground.add('traefikservices', {
		apiVersion: 'traefik.io/v1alpha1',
		kind: 'TraefikService',
		metadata: {name},
		spec: {weighted: {services}},
	});
	await ground.add('ingressroutes', {
		apiVersion: 'traefik.io/v1alpha1',
		kind: 'IngressRoute',
		metadata: {name},
		spec: {
			entryPoints: ['web'],
			routes: [{kind: 'Rule', match: `Host(\`${host}\`)`, services: [{kind: 'TraefikService', name}]}],
		},
	});
}
