import type {KubernetesObject, Tree} from '../object.ts';
import {list, members, type Shape} from './fields.ts';
import {type Cause, invalidValue, type Kind, oneOf, required} from './kind.ts';
import {objectShape} from './metadata.ts';

const any: Shape = {is: 'any'};

const backend = members(
	{any: 'resource'},
	{service: members({string: 'name'}, {port: members({string: 'name', count: 'number'})})},
);

const path = members({string: 'path pathType'}, {backend});

/** The cluster serves ingresses to those who list them; nothing in it routes by them. */
export const ingresses: Kind = {
	group: 'networking.k8s.io',
	version: 'v1',
	kind: 'Ingress',
	plural: 'ingresses',
	singular: 'ingress',
	shortNames: ['ing'],
	isNamespaced: true,
	hasStatus: true,
	hasGeneration: true,
	shape: objectShape({
		spec: members(
			{string: 'ingressClassName'},
			{
				defaultBackend: backend,
				tls: list(members({strings: 'hosts', string: 'secretName'})),
				rules: list(members({string: 'host'}, {http: members({}, {paths: list(path)})})),
			},
		),
		status: members({}, {loadBalancer: members({}, {ingress: list(any)})}),
	}),
	fill(ingress) {
		ingress.spec ??= {};
		ingress.status ??= {};
		ingress.status.loadBalancer ??= {};
	},
	check: ({spec}: KubernetesObject) => [
		...(spec.rules || spec.defaultBackend
			? []
			: [invalidValue('spec', null, 'either `defaultBackend` or `rules` must be specified')]),
		...(spec.defaultBackend ? checkBackend('spec.defaultBackend', spec.defaultBackend) : []),
		...(spec.rules ?? []).flatMap(({http}: Tree, rule: number) =>
			(http?.paths ?? []).flatMap((each: Tree, i: number) =>
				checkPath(`spec.rules[${rule}].http.paths[${i}]`, each),
			),
		),
	],
};

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

function checkPath(field: string, {path = '', pathType, backend = {}}: Tree): Cause[] {
	if (!pathType) return [required(`${field}.pathType`, 'pathType must be specified')];
	const isLeftOpen = pathType === 'ImplementationSpecific' && path === '';
	const isAbsolute = path.startsWith('/') || isLeftOpen || !pathTypes.includes(pathType);
	return [
		...oneOf(`${field}.pathType`, pathType, pathTypes),
		...(isAbsolute ? [] : [invalidValue(`${field}.path`, path, 'must be an absolute path')]),
		...checkBackend(`${field}.backend`, backend),
	];
}

function checkBackend(field: string, {service, resource}: Tree): Cause[] {
	if (service && resource) return [invalidValue(field, '', 'cannot set both resource and service backends')];
	if (!service) return resource ? [] : [invalidValue(field, '', 'resource or service backend is required')];
	const {name, number} = service.port ?? {};
	return [
		...(service.name ? [] : [required(`${field}.service.name`)]),
		...(name && number ? [invalidValue(field, '', 'cannot set both port name & port number')] : []),
		...(name || number ? [] : [required(field, 'port name or number is required')]),
	];
}
