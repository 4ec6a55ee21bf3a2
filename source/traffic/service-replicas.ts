import {deploymentResource, serviceResource} from '../model/builtin-resources.ts';
import type {Split} from '../model/split.ts';
import type {Dialect} from './dialect.ts';
import {roleOfTrack, type Unranked, withRoles} from './roles.ts';
import {sharesOf} from './weights.ts';
import type {DeploymentPart, IndexedWorld, ServicePart} from './world.ts';

/**
 * Plain Deployments behind one Service: a version's share is its part of the
 * ready endpoints, and shifting means scaling. kube-proxy chooses per
 * connection, so long-lived connections follow late.
 */
export const serviceReplicas: Dialect<never> = {
	name: 'service-replicas',
	title: 'Deployments behind a Service',
	sources: [],
	part: () => undefined,
	join: (_parts, world) =>
		[...world.services()].flatMap(service => {
			const deployments = world.deploymentsBehind(service);
			return deployments.length < 2 ? [] : [splitOf(service, deployments, world)];
		}),
};

function splitOf(service: ServicePart, deployments: readonly DeploymentPart[], world: IndexedWorld): Split {
	const {namespace, name, uid, champion} = service;
	const endpoints = world.readyEndpoints(service);
	// Without endpoints the Deployments' own count is the nearest thing known.
	const ready = deployments.map(deployment =>
		endpoints ? (endpoints.get(deployment.name) ?? 0) : deployment.ready,
	);
	const shares = sharesOf(ready);
	const backends = deployments.map((deployment, index): Unranked => {
		const ref = {resource: deploymentResource, namespace, name: deployment.name, uid: deployment.uid};
		const stored = deployment.wanted;
		const mark = roleOfTrack(deployment.templateLabels.track);
		return {
			name: deployment.name,
			namespace,
			kind: 'Deployment',
			weight: stored,
			share: shares[index]!,
			weightAt: {ref, subresource: 'scale', pointer: '/spec/replicas', stored, form: 'replicas'},
			labels: deployment.templateLabels,
			...(mark && {mark}),
			pods: {ready: ready[index]!, wanted: deployment.wanted},
			image: deployment.containers[0]?.image ?? '',
		};
	});
	return {
		key: `${uid}/`,
		dialect: serviceReplicas.name,
		ref: {resource: serviceResource, namespace, name, uid},
		rule: '',
		match: '',
		total: 'relative',
		bounds: {min: 0, max: Number.MAX_SAFE_INTEGER},
		backends: withRoles(champions(backends), champion),
		guards: [],
		also: [],
		owners: [],
		conditions: [],
		warnings: [],
		generation: 0,
	};
}

/** Several Deployments marked stable are no mark: none of them is the one that stays. */
function champions(backends: readonly Unranked[]): readonly Unranked[] {
	const marked = backends.filter(({mark}) => mark === 'champion');
	return marked.length > 1 ? backends.map(({mark: _mark, ...backend}) => backend) : backends;
}
