import type {JsonObject} from '../model/json.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import {apiVersion, type Resource} from '../model/ref.ts';
import {championAnnotation} from '../traffic/roles.ts';
import type {Listed, Manifest} from './objective.ts';
import {labelsOf} from './workload.ts';

/** A split that is to be made. */
export type Wanted = {
	readonly name: string;
	/** The Services: the one that stays, and the one beside it. */
	readonly champion: string;
	readonly challenger: string;
	readonly port: number;
	/** Of the challenger. */
	readonly percent: number;
	readonly gateway?: string;
	readonly host?: string;
	/** Whoever sends it gets the challenger. */
	readonly header?: {readonly name: string; readonly value: string};
};

/** A dialect in which a new split can be written. */
export type Writer = {
	readonly dialect: string;
	readonly kind: {readonly group: string; readonly plural: string};
	spec(wanted: Wanted, gateways: Listed | undefined): JsonObject | Refusal;
};

/** In the order in which they are named to a person. */
export const writers: readonly Writer[] = [
	{
		dialect: 'gateway-api',
		kind: {group: 'gateway.networking.k8s.io', plural: 'httproutes'},
		spec(wanted, gateways) {
			const {champion, challenger, port, percent, host, header} = wanted;
			const parent = parentOf(wanted, gateways);
			if (isRefusal(parent)) return parent;
			const toChallenger = {
				matches: [{headers: [{name: header?.name, value: header?.value}]}],
				backendRefs: [{name: challenger, port}],
			} as JsonObject;
			const split = {
				backendRefs: [
					{name: champion, port, weight: 100 - percent},
					{name: challenger, port, weight: percent},
				],
			};
			return {
				parentRefs: [parent],
				...(host !== undefined && {hostnames: [host]}),
				rules: header === undefined ? [split] : [toChallenger, split],
			};
		},
	},
	{
		dialect: 'istio',
		kind: {group: 'networking.istio.io', plural: 'virtualservices'},
		spec({champion, challenger, percent, gateway, host, header}) {
			const toChallenger = {
				match: [{headers: {[header?.name ?? '']: {exact: header?.value}}}],
				route: [{destination: {host: challenger}}],
			} as JsonObject;
			const split = {
				route: [
					{destination: {host: champion}, weight: 100 - percent},
					{destination: {host: challenger}, weight: percent},
				],
			};
			return {
				hosts: [host ?? champion],
				...(gateway !== undefined && {gateways: [gateway]}),
				http: header === undefined ? [split] : [toChallenger, split],
			};
		},
	},
	{
		dialect: 'smi',
		kind: {group: 'split.smi-spec.io', plural: 'trafficsplits'},
		spec({champion, challenger, percent, ...others}) {
			for (const field of ['gateway', 'host', 'header'] as const) {
				if (others[field] === undefined) continue;
				return {
					refused: 'usage',
					says: `A TrafficSplit splits what is sent to Service ${champion}, whatever its ${field}.`,
					hint: `Leave ${field} out, or say another dialect.`,
				};
			}
			return {
				service: champion,
				backends: [
					{service: champion, weight: 100 - percent},
					{service: challenger, weight: percent},
				],
			};
		},
	},
];

/** The route, with the version that stays written on it where every operator sees it. */
export function routeOf(resource: Resource, {name, champion}: Wanted, spec: JsonObject): Manifest {
	return {
		apiVersion: apiVersion(resource),
		kind: resource.kind,
		metadata: {name, labels: labelsOf(name), annotations: {[championAnnotation]: champion}},
		spec,
	};
}

/** The Gateway that was named, or the only one of the namespace. */
function parentOf({gateway}: Wanted, gateways: Listed | undefined): JsonObject | Refusal {
	if (gateway !== undefined) {
		const [name = '', namespace] = gateway.split('/').reverse();
		return {name, ...(namespace !== undefined && {namespace})};
	}
	const names = gateways?.objects.map(({metadata}) => metadata.name) ?? [];
	if (names.length === 1) return {name: names[0]!};
	return {
		refused: 'usage',
		says:
			names.length === 0
				? 'An HTTPRoute needs a Gateway, and there is none in the namespace.'
				: `An HTTPRoute needs a Gateway, and there are ${names.join(', ')}.`,
		hint: 'Say which: gateway=NAME, or gateway=NAMESPACE/NAME of another namespace.',
	};
}
