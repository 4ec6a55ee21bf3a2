import type {Tree} from '../object.ts';
import {list, members, type Shape} from './fields.ts';
import {type Cause, invalidValue, type Kind, required, unchecked} from './kind.ts';
import {conditions, objectShape} from './metadata.ts';

const any: Shape = {is: 'any'};

export const endpointSlices: Kind = {
	group: 'discovery.k8s.io',
	version: 'v1',
	kind: 'EndpointSlice',
	plural: 'endpointslices',
	singular: 'endpointslice',
	isNamespaced: true,
	hasGeneration: true,
	shape: objectShape({
		addressType: {is: 'string'},
		endpoints: list(
			members(
				{
					strings: 'addresses',
					string: 'hostname nodeName zone',
					stringMap: 'deprecatedTopology',
					any: 'hints',
				},
				{
					conditions: members({boolean: 'ready serving terminating'}),
					targetRef: members({string: 'kind namespace name uid apiVersion resourceVersion fieldPath'}),
				},
			),
		),
		ports: list(members({string: 'protocol appProtocol', any: 'name', integer: 'port'})),
	}),
	fill(slice) {
		for (const port of slice.ports ?? []) {
			port.name ??= '';
			port.protocol ??= 'TCP';
		}
		slice.endpoints ??= [];
		slice.ports ??= null;
	},
	check: slice => (slice.addressType ? [] : [required('addressType')]),
};

const gateway = {group: 'gateway.networking.k8s.io', version: 'v1', isNamespaced: true, isCustom: true};

const parentRef = members({string: 'group kind name namespace sectionName', integer: 'port'});

const backendRef = members(
	{string: 'group kind name namespace', integer: 'port weight'},
	{filters: list(any)},
);

const httpMatch = members(
	{string: 'method'},
	{
		path: members({string: 'type value'}),
		headers: list(members({string: 'type name value'})),
		queryParams: list(members({string: 'type name value'})),
	},
);

const httpRule = members(
	{string: 'name'},
	{
		matches: list(httpMatch),
		filters: list(any),
		backendRefs: list(backendRef),
		timeouts: members({string: 'request backendRequest'}),
		retry: any,
		sessionPersistence: any,
	},
);

export const httpRoutes: Kind = {
	...gateway,
	kind: 'HTTPRoute',
	plural: 'httproutes',
	singular: 'httproute',
	categories: ['gateway-api'],
	hasStatus: true,
	hasGeneration: true,
	shape: objectShape({
		spec: members({strings: 'hostnames'}, {parentRefs: list(parentRef), rules: list(httpRule)}),
		status: members({}, {parents: list(members({string: 'controllerName'}, {parentRef, conditions}))}),
	}),
	fill(route) {
		route.spec ??= {};
		const {spec} = route;
		for (const parent of spec.parentRefs ?? []) {
			parent.group ??= 'gateway.networking.k8s.io';
			parent.kind ??= 'Gateway';
		}
		spec.rules ??= [{}];
		for (const rule of spec.rules) fillRule(rule);
	},
	check: ({spec: {rules}}) =>
		rules.length > 0
			? rules.flatMap((rule: Tree, i: number) => checkRule(rule, `spec.rules[${i}]`))
			: [invalidValue('spec.rules', 0, 'spec.rules in body should have at least 1 items')],
};

function fillRule(rule: Tree): void {
	rule.matches ??= [{path: {type: 'PathPrefix', value: '/'}}];
	for (const {path} of rule.matches) {
		if (!path) continue;
		path.type ??= 'PathPrefix';
		path.value ??= '/';
	}
	for (const backend of rule.backendRefs ?? []) {
		backend.group ??= '';
		backend.kind ??= 'Service';
		backend.weight ??= 1;
	}
}

const highestWeight = 1_000_000;

function checkRule(rule: Tree, field: string): Cause[] {
	const backends: Tree[] = rule.backendRefs ?? [];
	if (backends.length > 16) return [tooMany(`${field}.backendRefs`, backends.length, 16)];
	return backends.flatMap((backend, i) => checkBackend(backend, `${field}.backendRefs[${i}]`));
}

function tooMany(field: string, count: number, most: number): Cause {
	return {reason: 'FieldValueTooMany', message: `Too many: ${count}: must have at most ${most} items`, field};
}

function checkBackend(backend: Tree, field: string): Cause[] {
	const {name, weight, port, kind, group} = backend;
	const causes: Cause[] = [];
	if (name === undefined) return [required(`${field}.name`), unchecked];
	if (weight < 0) causes.push(outOfRange(`${field}.weight`, weight, 'greater', 0));
	if (weight > highestWeight) causes.push(outOfRange(`${field}.weight`, weight, 'less', highestWeight));
	if (port !== undefined && port < 1) causes.push(outOfRange(`${field}.port`, port, 'greater', 1));
	if (port > 65535) causes.push(outOfRange(`${field}.port`, port, 'less', 65535));
	if (kind === 'Service' && group === '' && port === undefined) {
		causes.push({
			reason: 'FieldValueInvalid',
			message: 'Invalid value: Must have port for Service reference',
			field,
		});
	}
	return causes;
}

function outOfRange(field: string, value: number, side: 'greater' | 'less', bound: number): Cause {
	return invalidValue(field, value, `${field} in body should be ${side} than or equal to ${bound}`);
}

const allowedRoutes = members({any: 'kinds'}, {namespaces: members({string: 'from', any: 'selector'})});

export const gateways: Kind = {
	...gateway,
	kind: 'Gateway',
	plural: 'gateways',
	singular: 'gateway',
	shortNames: ['gtw'],
	categories: ['gateway-api'],
	hasStatus: true,
	hasGeneration: true,
	shape: objectShape({
		spec: members(
			{string: 'gatewayClassName', any: 'infrastructure tls allowedListeners backendTLS'},
			{
				addresses: list(any),
				listeners: list(
					members({string: 'name hostname protocol', integer: 'port', any: 'tls'}, {allowedRoutes}),
					'name',
				),
			},
		),
		status: members(
			{integer: 'attachedListenerSets'},
			{conditions, addresses: list(any), listeners: list(any, 'name')},
		),
	}),
	fill(gateway) {
		for (const listener of gateway.spec?.listeners ?? []) {
			listener.allowedRoutes ??= {};
			listener.allowedRoutes.namespaces ??= {};
			listener.allowedRoutes.namespaces.from ??= 'Same';
		}
	},
	check: ({spec}) =>
		(['gatewayClassName', 'listeners'] as const)
			.filter(name => !spec?.[name])
			.map(name => required(`spec.${name}`)),
};
