/** OpenAPI documents of what the cluster serves, made when somebody first asks. */
import type {Shape} from '../kinds/fields.ts';
import {messageOf} from '../messages/index.ts';
import type {Tree} from '../object.ts';
import {apiVersion} from '../store.ts';
import {type OperationDialect, pathsOf} from './paths.ts';
import {describedResources, folderOf, type Resource, type Type} from './resources.ts';
import {createSchemer, type Schemer, withType} from './schemas.ts';

const info = {title: 'Kubernetes', version: '1.36'};

/** Version 3: one document for each group version, by its folder. */
export function documentsOfVersion3(): Map<string, Tree> {
	const byFolder = Map.groupBy(describedResources(), folderOf);
	return new Map([...byFolder].map(([folder, resources]) => [folder, version3(resources)]));
}

function version3(resources: Resource[]): Tree {
	const prefix = '#/components/schemas/';
	const refer = (name: string) => ({default: {}, allOf: [{$ref: `${prefix}${name}`}]});
	const schemer = createSchemer({refer});
	const dialect: OperationDialect = {
		parameter: (name, type) => ({name, in: 'query', schema: {type, uniqueItems: true}}),
		exchange(type, bodies) {
			const schema = {$ref: `${prefix}${nameOf(type)}`};
			const content = Object.fromEntries(bodies.map(body => [body, {schema}]));
			const responses = {200: {description: 'OK', content: {'application/json': {schema}}}};
			return {...(bodies.length > 0 && {requestBody: {content, required: true}}), responses};
		},
	};
	const {paths, schemas} = contentsOf(resources, schemer, dialect);
	return {openapi: '3.0.0', info, paths, components: {schemas}};
}

/** Version 2: everything in one document. */
export function documentOfVersion2(): Tree {
	const prefix = '#/definitions/';
	const schemer = createSchemer({refer: name => ({$ref: `${prefix}${name}`})});
	const dialect: OperationDialect = {
		parameter: (name, type) => ({name, in: 'query', type, uniqueItems: true}),
		exchange(type, bodies) {
			const schema = {$ref: `${prefix}${nameOf(type)}`};
			const consumes = bodies.length > 0 ? bodies : ['*/*'];
			return {consumes, produces: ['application/json'], responses: {200: {description: 'OK', schema}}};
		},
	};
	const {paths, schemas} = contentsOf(describedResources(), schemer, dialect);
	return {swagger: '2.0', info, paths, definitions: schemas};
}

function contentsOf(resources: Resource[], schemer: Schemer, dialect: OperationDialect) {
	for (const resource of resources) {
		describe(resource, resource.shape, schemer);
		for (const part of resource.parts) if (part.kind !== resource.kind) describe(part, undefined, schemer);
	}
	const paths = Object.assign({}, ...resources.map(resource => pathsOf(resource, dialect)));
	return {paths, schemas: sorted(schemer.schemas)};
}

/** Adds the schema of a type, under the name by which operations refer to it. */
function describe(
	{group, version, kind}: Type,
	shape: Shape | undefined,
	{schemas, schemaFor}: Schemer,
): void {
	const message = messageOf(apiVersion({group, version}), kind);
	const schema = schemaFor(shape, message);
	const name = nameOf({group, version, kind});
	schemas[name] = withType(message ? schemas[name]! : schema, {group, version, kind});
}

/** `io.k8s.api.apps.v1.Deployment`; of a group in its owner's domain, the domain backwards. */
function nameOf(type: Type): string {
	const message = messageOf(apiVersion(type), type.kind);
	const home = message?.home ?? [...type.group.split('.').reverse(), type.version].join('.');
	return `${home}.${type.kind}`;
}

function sorted(tree: Tree): Tree {
	return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)));
}
