import {type KubernetesObject, objectsIn} from '../model/object.ts';
import type {Ref} from '../model/ref.ts';
import type {Dialect} from './dialect.ts';
import {acceptedByGateways, isAlone, splitsOfRoute} from './gateway-api.ts';
import {conditionsOfRoute, type RoutePart, readRoute} from './gateway-route.ts';

/**
 * HTTPRoutes of Linkerd's own group: of the same shape as the Gateway API's,
 * but other objects, for calls to a Service from within the mesh. Earlier
 * versions than these name no backends.
 */
export const linkerd: Dialect<LinkerdPart> = {
	name: 'linkerd',
	title: 'Linkerd HTTPRoute',
	sources: [
		{
			group: 'policy.linkerd.io',
			plural: 'httproutes',
			kind: 'HTTPRoute',
			versions: ['v1beta3', 'v1beta2'],
		},
	],
	unproved: "It was never tried with Linkerd's policy controller, nor against its own schema.",
	part: readPart,
	acceptedBy: acceptedByGateways,
	conditions: conditionsOfRoute,
	lone: (parts, world) =>
		parts
			.filter(({isOutbound}) => isOutbound)
			.flatMap(part => splitsOfRoute(part, world, linkerd.name, isAlone)),
	join: (parts, world) =>
		parts.flatMap(part =>
			splitsOfRoute(part, world, linkerd.name).map(split => ({
				...split,
				warnings: [...split.warnings, ...warningsOf(part)],
			})),
		),
};

type LinkerdPart = RoutePart & {
	/** It is for calls that go out, to a Service or to what lies beyond the cluster: only those follow its backends. */
	readonly isOutbound: boolean;
};

function readPart(route: KubernetesObject, ref: Ref): LinkerdPart {
	const parents = objectsIn(route.spec?.parentRefs);
	const isOutbound = parents.some(({kind}) => kind === 'Service' || kind === 'EgressNetwork');
	return {...readRoute(route, ref), isOutbound};
}

function warningsOf({isOutbound}: LinkerdPart): string[] {
	return isOutbound ? [] : ['No Service is its parent, so Linkerd sends nothing by these weights.'];
}
