import type {JsonObject} from '../../model/json.ts';
import {type KubernetesObject, objectIn, objectsIn, textIn} from '../../model/object.ts';
import type {Found} from '../objective.ts';
import {listed, type Writer, withoutFields} from './writer.ts';

const kind = {group: 'networking.k8s.io', plural: 'ingresses'};
const prefix = 'nginx.ingress.kubernetes.io';

/**
 * A canary Ingress beside the one that leads to the Service: for its hosts and
 * paths, of its class. Every cluster serves Ingresses; that ingress-nginx heeds
 * them is told by the class that it installs, and by nothing else here.
 */
export const ingressNginx: Writer = {
	dialect: 'ingress-nginx',
	kind,
	isInUse: (service, found) => leading(service, found).length > 0,
	spec(wanted, found) {
		const {champion, challenger, port} = wanted;
		const ingresses = leading(champion, found);
		const refused = withoutFields(
			wanted,
			['gateway', 'host'],
			field =>
				`A canary takes its ${field} from Ingress ${ingresses.map(({metadata}) => metadata.name).join(' and ')}.`,
		);
		if (refused) return refused;
		const rules = ingresses
			.flatMap(ingress => objectsIn(ingress.spec?.rules))
			.flatMap(({host, http}): JsonObject[] => {
				const paths = pathsOf(http, champion);
				const service = {name: challenger, port: {number: port}};
				return paths.length === 0
					? []
					: [
							{
								...(host !== undefined && {host}),
								http: {paths: paths.map(path => ({...path, backend: {service}}))},
							},
						];
			});
		return {ingressClassName: 'nginx', rules};
	},
	annotations: ({percent, header, cookie}) => ({
		[`${prefix}/canary`]: 'true',
		[`${prefix}/canary-weight`]: String(percent),
		...(header && {
			[`${prefix}/canary-by-header`]: header.name,
			[`${prefix}/canary-by-header-value`]: header.value,
		}),
		// Its value is not asked for: a client whose cookie says `always` is held.
		...(cookie && {[`${prefix}/canary-by-cookie`]: cookie.name}),
	}),
};

/** The ordinary Ingresses of the class that take requests for the Service. */
function leading(service: string, found: Found): readonly KubernetesObject[] {
	const there = listed(kind, found)?.objects ?? [];
	return there.filter(
		({metadata, spec}) =>
			spec?.ingressClassName === 'nginx' &&
			metadata.annotations?.[`${prefix}/canary`] !== 'true' &&
			objectsIn(spec?.rules).some(({http}) => pathsOf(http, service).length > 0),
	);
}

function pathsOf(http: JsonObject[string] | undefined, service: string): readonly JsonObject[] {
	return objectsIn(objectIn(http).paths).filter(
		({backend}) => textIn(objectIn(objectIn(backend).service).name) === service,
	);
}
