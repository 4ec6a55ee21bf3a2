import type {Tree} from '../object.ts';
import {treesIn} from './fields.ts';
import {type Cause, invalidValue, oneOf, required} from './kind.ts';
import {subdomain, subdomainRule} from './metadata.ts';

const sources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
const variable = /^[ -<>-~]+$/;
const variableRule =
	"a valid environment variable name must consist only of printable ASCII characters other than '='";
const tooMany = 'may not have more than one field specified at a time';

/** What is wrong with a container's variables, one by one. */
export function checkEnvironment(env: unknown, field: string): Cause[] {
	return treesIn(env).flatMap(({name, value, valueFrom}, i) => [
		...(name ? checkVariable(`${field}[${i}].name`, name) : [required(`${field}[${i}].name`)]),
		...(valueFrom ? checkSource(valueFrom, `${field}[${i}].valueFrom`, Boolean(value)) : []),
	]);
}

function checkVariable(field: string, name: string): Cause[] {
	return variable.test(name) ? [] : [invalidValue(field, name, variableRule)];
}

function checkSource(from: Tree, field: string, hasValue: boolean): Cause[] {
	const named = sources.filter(source => from[source]);
	const one =
		'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
	if (named.length === 0) return [invalidValue(field, '', one)];
	return [
		...(from.fieldRef ? checkFieldPath(from.fieldRef.fieldPath, `${field}.fieldRef.fieldPath`) : []),
		...(from.resourceFieldRef
			? checkResource(from.resourceFieldRef.resource, `${field}.resourceFieldRef.resource`)
			: []),
		...['configMapKeyRef', 'secretKeyRef']
			.filter(name => from[name])
			.flatMap(name => checkKey(from[name], `${field}.${name}`)),
		...(hasValue ? [invalidValue(field, '', 'may not be specified when `value` is not empty')] : []),
		...(!hasValue && named.length > 1 ? [invalidValue(field, '', tooMany)] : []),
	];
}

const paths = [
	/^metadata\.(name|namespace|uid|labels|annotations)$/,
	/^metadata\.(labels|annotations)\['.*'\]$/,
	/^spec\.(nodeName|restartPolicy|schedulerName|serviceAccountName)$/,
	/^status\.(phase|hostIP|hostIPs|podIP|podIPs)$/,
];

function checkFieldPath(path: string | undefined, field: string): Cause[] {
	if (!path) return [required(field)];
	const why = `error converting fieldPath: field label not supported: ${path}`;
	return paths.some(known => known.test(path)) ? [] : [invalidValue(field, path, why)];
}

const resources = ['limits', 'requests'].flatMap(of =>
	['cpu', 'ephemeral-storage', 'memory'].map(name => `${of}.${name}`),
);

function checkResource(resource: string | undefined, field: string): Cause[] {
	if (!resource) return [required(field)];
	return String(resource).includes('.hugepages-') ? [] : oneOf(field, resource, resources);
}

const keyRule =
	"a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

function checkKey({name = '', key}: Tree, field: string): Cause[] {
	const isKey = !key || /^[-._a-zA-Z0-9]+$/.test(key);
	return [
		...(subdomain.test(name) ? [] : [invalidValue(`${field}.name`, name, subdomainRule)]),
		...(key ? [] : [required(`${field}.key`)]),
		...(isKey ? [] : [invalidValue(`${field}.key`, key, keyRule)]),
	];
}

/** What is wrong with the config maps and secrets all of which become variables. */
export function checkEnvironmentSources(envFrom: unknown, field: string): Cause[] {
	return treesIn(envFrom).flatMap(({prefix, configMapRef, secretRef}, i) => {
		const at = `${field}[${i}]`;
		const isNone = !configMapRef && !secretRef;
		return [
			...(prefix ? checkVariable(`${at}.prefix`, prefix) : []),
			...(configMapRef && !configMapRef.name ? [required(`${at}.configMapRef.name`)] : []),
			...(secretRef && !secretRef.name ? [required(`${at}.secretRef.name`)] : []),
			...(isNone ? [invalidValue(field, '', 'must specify one of: `configMapRef` or `secretRef`')] : []),
			...(configMapRef && secretRef ? [invalidValue(field, '', tooMany)] : []),
		];
	});
}
