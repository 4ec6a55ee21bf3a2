/** The paths of a document, with one operation for each verb that is served there. */
import type {Tree} from '../object.ts';
import {folderOf, type Resource, type Type} from './resources.ts';

/** How a version of OpenAPI writes an operation's parameters, body and answer. */
export type OperationDialect = {
	parameter(name: string, type: string): Tree;
	/** Bodies of these media types, and an answer, of the type. */
	exchange(type: Type, bodies: readonly string[]): Tree;
};

const methods: Readonly<Record<string, string>> = {
	create: 'post',
	delete: 'delete',
	deletecollection: 'delete',
	get: 'get',
	list: 'get',
	patch: 'patch',
	update: 'put',
};

const strings = (names: string) => names.split(' ').map(name => [name, 'string'] as const);

const parametersOf: Readonly<Record<string, readonly (readonly [name: string, type: string])[]>> = {
	create: strings('dryRun fieldManager fieldValidation'),
	update: strings('dryRun fieldManager fieldValidation'),
	patch: [...strings('dryRun fieldManager fieldValidation'), ['force', 'boolean']],
	delete: [
		...strings('dryRun propagationPolicy'),
		['gracePeriodSeconds', 'integer'],
		['orphanDependents', 'boolean'],
	],
	deletecollection: strings('dryRun fieldSelector labelSelector propagationPolicy'),
	list: [
		...strings('continue fieldSelector labelSelector resourceVersion resourceVersionMatch'),
		['limit', 'integer'],
		['timeoutSeconds', 'integer'],
		['watch', 'boolean'],
	],
};

const objectBodies = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const patchBodies = [
	'application/apply-patch+yaml',
	'application/json-patch+json',
	'application/merge-patch+json',
];

/** Every path of a resource, from its collection to its parts. */
export function pathsOf(resource: Resource, dialect: OperationDialect): Tree {
	const {isNamespaced, plural, verbs, parts} = resource;
	const root = `/${folderOf(resource)}`;
	const collection = `${root}${isNamespaced ? '/namespaces/{namespace}' : ''}/${plural}`;
	const has = (...some: string[]) => verbs.filter(verb => some.includes(verb));
	const paths: Tree = {
		[collection]: item(resource, has('create', 'deletecollection', 'list')),
		[`${collection}/{name}`]: item(resource, has('delete', 'get', 'patch', 'update')),
	};
	if (isNamespaced && verbs.includes('list')) paths[`${root}/${plural}`] = item(resource, ['list']);
	for (const part of parts) paths[`${collection}/{name}/${part.name}`] = item(part, part.verbs);
	return Object.fromEntries(Object.entries(paths).filter(([, found]) => Object.keys(found).length > 0));

	function item(type: Type, itsVerbs: readonly string[]): Tree {
		return Object.fromEntries(itsVerbs.map(verb => [methods[verb]!, operation(type, verb)]));
	}

	function operation({group, version, kind}: Type, verb: string): Tree {
		return {
			parameters: (parametersOf[verb] ?? []).map(([name, type]) => dialect.parameter(name, type)),
			...dialect.exchange({group, version, kind}, bodiesOf(verb)),
			'x-kubernetes-action': verb,
			'x-kubernetes-group-version-kind': {group, version, kind},
		};
	}

	function bodiesOf(verb: string): string[] {
		if (verb === 'create' || verb === 'update') return objectBodies;
		if (verb !== 'patch') return [];
		return resource.isCustom ? patchBodies : [...patchBodies, 'application/strategic-merge-patch+json'];
	}
}
