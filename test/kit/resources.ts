// The kinds that most tests write to, as the API server names them.
import type {Resource} from '../../source/model/ref.ts';

export const deployments: Resource = {
	group: 'apps',
	version: 'v1',
	plural: 'deployments',
	kind: 'Deployment',
	namespaced: true,
};

export const httpRoutes: Resource = {
	group: 'gateway.networking.k8s.io',
	version: 'v1',
	plural: 'httproutes',
	kind: 'HTTPRoute',
	namespaced: true,
};

export const pods: Resource = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};

export const nodes: Resource = {group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false};
