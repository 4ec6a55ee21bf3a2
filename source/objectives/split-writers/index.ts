import type {JsonObject} from '../../model/json.ts';
import {apiVersion, type Resource} from '../../model/ref.ts';
import {championAnnotation} from '../../traffic/roles.ts';
import type {Manifest} from '../objective.ts';
import {labelsOf} from '../workload.ts';
import {contour} from './contour.ts';
import {gatewayApi} from './gateway-api.ts';
import {ingressNginx} from './ingress-nginx.ts';
import {istio} from './istio.ts';
import {smi} from './smi.ts';
import {traefik} from './traefik.ts';
import type {Wanted, Writer} from './writer.ts';

/** In the order in which they are named to a person. A new one is a file and a line here. */
export const writers: readonly Writer[] = [gatewayApi, istio, smi, traefik, contour, ingressNginx];

/** The route, with the version that stays written on it where every operator sees it. */
export function routeOf(resource: Resource, wanted: Wanted, writer: Writer, spec: JsonObject): Manifest {
	const {name, champion} = wanted;
	const annotations = {[championAnnotation]: champion, ...writer.annotations?.(wanted)};
	return {
		apiVersion: apiVersion(resource),
		kind: resource.kind,
		metadata: {name, labels: labelsOf(name), annotations},
		spec,
	};
}
