import {deploymentResource, serviceResource} from '../model/builtin-resources.ts';
import {type KubernetesObject, numberIn, objectsIn} from '../model/object.ts';
import {type Concern, isRefusal, type Refusal} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import {sources} from '../traffic/splits.ts';
import {challenger} from './challenger.ts';
import {
	wrongCookie,
	wrongCount,
	wrongHeader,
	wrongHost,
	wrongName,
	wrongPort,
	wrongReference,
} from './field-checks.ts';
import type {Found, MakingObjective, Values} from './objective.ts';
import {routedAlready} from './routed-already.ts';
import {splitDoubts} from './split-doubts.ts';
import {gateways} from './split-writers/gateway-api.ts';
import {routeOf, writers} from './split-writers/index.ts';
import {listed, type Sent, type Wanted, type Writer} from './split-writers/writer.ts';
import {imageField, nameField} from './workload.ts';

/** A second version beside the first, and a split over them. */
export const abTest: MakingObjective = {
	name: 'ab-test',
	title: 'A/B test a model',
	help: 'Runs another image beside a Deployment and sends it a part of the requests.',
	example: 'do ab-test web-v2 image=nginx:1.28 beside=web percent=10',
	kinds: ['deployments.apps', 'services', ...writers.map(({kind}) => resourceName(kind))],
	isInTurn: true,
	fields: [
		nameField('new version'),
		imageField,
		{
			name: 'beside',
			says: 'the Deployment that is there, and its Service',
			isNeeded: true,
			wrong: wrongName,
		},
		{
			name: 'percent',
			says: 'percent of the requests for the new version',
			usual: '10',
			wrong: wrongCount(0, 100),
		},
		{
			name: 'dialect',
			says: 'how the split is written; asked only where the cluster serves several',
			choices: writers.map(({dialect}) => dialect),
		},
		{name: 'gateway', says: 'the Gateway of the route, or NAMESPACE/NAME', wrong: wrongReference},
		{name: 'host', says: 'the host name that is asked for; none is any', wrong: wrongHost},
		{name: 'header', says: 'who sends the header NAME=VALUE always gets the new version', wrong: wrongHeader},
		{name: 'cookie', says: 'who has the cookie NAME=VALUE always gets the new version', wrong: wrongCookie},
		{
			name: 'replicas',
			says: 'how many pods of it; none is as many as are beside it',
			wrong: wrongCount(0),
		},
		{name: 'container', says: 'which container gets the image, where there are several', wrong: wrongName},
		{name: 'service', says: 'the Service there, where it is called otherwise', wrong: wrongName},
		{name: 'port', says: 'which port of that Service, where it has several', wrong: wrongPort},
	],
	needs({beside = '', service = beside}) {
		return {
			objects: {
				deployment: {
					resource: deploymentResource,
					name: beside,
					otherwise: `Deploy the first version first: do deploy ${beside} image=… port=…`,
				},
				service: {
					resource: serviceResource,
					name: service,
					otherwise: `Say the Service of Deployment ${beside}: service=…`,
				},
			},
			lists: [serviceResource, gateways, ...sources.filter(({group}) => !['', 'apps'].includes(group))],
		};
	},
	makes(values, found) {
		const {beside = '', service = beside} = values;
		const routed = routedAlready(service, found);
		if (routed) return routed;
		const writer = writerFor(values, found);
		if (isRefusal(writer)) return writer;
		const port = portFor(values, found.objects.service!);
		if (typeof port !== 'number') return port;
		const wanted = wantedBy(values, port);
		const spec = writer.spec(wanted, found);
		if (isRefusal(spec)) return spec;
		const version = challenger(values, {
			deployment: found.objects.deployment!,
			service: found.objects.service!,
		});
		if (isRefusal(version)) return version;
		return [...version, routeOf(listed(writer.kind, found)!.resource, wanted, writer, spec)];
	},
	doubts(values, found) {
		const {beside = '', service = beside} = values;
		const writer = writerFor(values, found);
		const dialect = isRefusal(writer) ? undefined : writer.dialect;
		const isOfAnyHost = dialect === 'gateway-api' && values.host === undefined;
		return [
			...(isOfAnyHost ? [anyHost] : []),
			...(dialect === 'gateway-api' ? absentGateway(values, found) : []),
			...(dialect === 'ingress-nginx' ? [otherController(values)] : []),
			...splitDoubts(values.name ?? '', service, found, dialect),
		];
	},
};

/** Of another namespace nobody looked. */
function absentGateway({gateway}: Values, found: Found): readonly Concern[] {
	const [name, namespace = found.namespace] = gateway?.split('/').reverse() ?? [];
	const there = listed(gateways, found)?.objects.map(({metadata}) => metadata.name);
	if (name === undefined || namespace !== found.namespace || there === undefined || there.includes(name))
		return [];
	return [
		{
			says: `There is no Gateway ${name} in ${namespace}: no request goes by the route until there is.`,
			hint:
				there.length === 0
					? 'One of another namespace is gateway=NAMESPACE/NAME.'
					: `There are ${there.join(', ')}.`,
		},
	];
}

/** F5's controller installs a class of the same name, and knows no canaries. */
function otherController({cookie}: Values): Concern {
	const held =
		cookie === undefined ? '' : ` It holds who has ${cookie.split('=')[0]}=always, whatever else was said.`;
	return {
		says: `Only ingress-nginx heeds a canary: another controller of class nginx would take the second Ingress for a rival of the first.${held}`,
		hint: 'Look whether spec.controller of IngressClass nginx is k8s.io/ingress-nginx.',
	};
}

/** Without a host name a route takes what nobody else at its Gateway does. */
const anyHost: Concern = {
	says: 'The route takes every request of its Gateway that no other route takes.',
	hint: 'Say the host name it is for: host=…',
};

function wantedBy(values: Values, port: number): Wanted {
	const {name = '', beside = '', service = beside, percent, gateway, host} = values;
	return {
		name,
		champion: service,
		challenger: name,
		port,
		percent: Number(percent),
		...(gateway !== undefined && {gateway}),
		...(host !== undefined && {host}),
		...(values.header !== undefined && {header: sent(values.header)}),
		...(values.cookie !== undefined && {cookie: sent(values.cookie)}),
	};
}

function sent(text: string): Sent {
	const [name = '', ...value] = text.split('=');
	return {name, value: value.join('=')};
}

function writerFor({dialect, beside = '', service = beside}: Values, found: Found): Writer | Refusal {
	const able = writers.filter(
		({kind, isInUse}) => listed(kind, found) !== undefined && (isInUse?.(service, found) ?? true),
	);
	const names = able.map(writer => writer.dialect);
	const chosen = dialect === undefined ? able : able.filter(writer => writer.dialect === dialect);
	if (chosen.length === 1) return chosen[0]!;
	if (able.length === 0)
		return {
			refused: 'not-found',
			says: 'The server serves nothing that could hold the split: no HTTPRoutes, VirtualServices, TrafficSplits, IngressRoutes or HTTPProxies, and no Ingress of class nginx leads there.',
			hint: 'Without a router, give both versions one Service and shift it by their replicas.',
		};
	return {
		refused: 'usage',
		says:
			dialect === undefined
				? `The server serves several ways to write the split: ${names.join(', ')}.`
				: `The server does not serve ${dialect}, but ${names.join(' and ')}.`,
		hint: `Say which your requests go by: dialect=${names[0]}`,
	};
}

function portFor({port}: Values, {metadata, spec}: KubernetesObject): number | Refusal {
	const ports = objectsIn(spec?.ports).flatMap(each => numberIn(each.port) ?? []);
	const [meant, ...more] = port === undefined ? ports : ports.filter(each => each === Number(port));
	if (meant !== undefined && more.length === 0) return meant;
	return {
		refused: 'usage',
		says: `Service ${metadata.name} has the ports ${ports.join(', ')}.`,
		hint: `Say which is split: port=${ports[0]}`,
	};
}
