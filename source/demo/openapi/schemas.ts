/**
 * JSON schemas of the kinds' members: names and types as the API's messages have them, limited to the
 * members a kind's shape lets in, with the merge keys the shape knows.
 */
import {isTree, type Shape} from '../kinds/fields.ts';
import {metadataShape} from '../kinds/metadata.ts';
import {messageOf} from '../messages/index.ts';
import type {Field, Message} from '../messages/message.ts';
import type {Tree} from '../object.ts';

/** Schemas by full name, as they are found to be needed. */
export type Schemas = {[name: string]: Tree};

/** What differs between the versions of OpenAPI: how one schema refers to another. */
export type Dialect = {refer(name: string): Tree};

export type Schemer = {
	readonly schemas: Schemas;
	/** A schema for values of this shape, of this message where there is one. */
	schemaFor(shape: Shape | undefined, message: Message | undefined): Tree;
};

const special: Record<string, [name: string, schema: Tree]> = {
	Time: ['apis.meta.v1.Time', {type: 'string', format: 'date-time'}],
	MicroTime: ['apis.meta.v1.MicroTime', {type: 'string', format: 'date-time'}],
	Duration: ['apis.meta.v1.Duration', {type: 'string'}],
	FieldsV1: ['apis.meta.v1.FieldsV1', {type: 'object'}],
	RawExtension: ['runtime.RawExtension', {type: 'object'}],
	Quantity: ['api.resource.Quantity', {oneOf: [{type: 'string'}, {type: 'number'}]}],
	IntOrString: [
		'util.intstr.IntOrString',
		{format: 'int-or-string', oneOf: [{type: 'integer'}, {type: 'string'}]},
	],
};

const scalars: Record<string, Tree> = {
	string: {type: 'string'},
	bytes: {type: 'string', format: 'byte'},
	bool: {type: 'boolean'},
	int32: {type: 'integer', format: 'int32'},
	int64: {type: 'integer', format: 'int64'},
	double: {type: 'number', format: 'double'},
};

const ofShapes: Record<string, Tree> = {
	integer: {type: 'integer'},
	count: {type: 'integer'},
	flag: {type: 'boolean'},
	quantity: {'x-kubernetes-int-or-string': true},
	intOrString: {'x-kubernetes-int-or-string': true},
	any: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true},
};

/** Messages that are owned as a whole wherever they are. */
const wholes = new Set([
	'ConfigMapKeySelector',
	'EndpointPort',
	'FileKeySelector',
	'LabelSelector',
	'LocalObjectReference',
	'NodeSelector',
	'NodeSelectorTerm',
	'ObjectFieldSelector',
	'ObjectReference',
	'OwnerReference',
	'ResourceFieldSelector',
	'SecretKeySelector',
	'TypedLocalObjectReference',
]);
const owned = {'x-kubernetes-map-type': 'atomic'};

/** Messages that name their type even where they are a part of something else. */
const typed = new Set(['DeleteOptions', 'PersistentVolumeClaim']);

/** Members for which a strategic merge patch has other rules than for their like. */
const strategies: Readonly<Record<string, Tree>> = {
	'DeploymentSpec.strategy': {'x-kubernetes-patch-strategy': 'retainKeys'},
	'PodDisruptionBudgetSpec.selector': {'x-kubernetes-patch-strategy': 'replace'},
	'PodSpec.resourceClaims': {'x-kubernetes-patch-strategy': 'merge,retainKeys'},
	'PodSpec.volumes': {'x-kubernetes-patch-strategy': 'merge,retainKeys'},
};

const objectMeta = messageOf('v1', 'ObjectMeta')!;

/** Makes schemas in one dialect, and gathers those that have names. */
export function createSchemer({refer}: Dialect): Schemer {
	const schemas: Schemas = {};

	function schemaFor(shape: Shape | undefined, message: Message | undefined): Tree {
		if (shape === metadataShape || message === objectMeta) return referToMessage(metadataShape, objectMeta);
		return message ? referToMessage(shape, message) : anonymous(shape);
	}

	function referToMessage(shape: Shape | undefined, message: Message): Tree {
		const name = `${message.home}.${message.name}`;
		if (!schemas[name]) {
			const type = typed.has(message.name) ? {apiVersion: scalars.string, kind: scalars.string} : {};
			const isWhole = shape?.isAtomic || wholes.has(message.name);
			const schema = {type: 'object', properties: {...type} as Tree, ...(isWhole && owned)};
			// Known before its properties are, for messages hold themselves.
			schemas[name] = schema;
			addProperties(schema.properties, shape, message);
		}
		return refer(name);
	}

	function addProperties(properties: Tree, shape: Shape | undefined, message: Message): void {
		const known = shape?.is === 'members' ? shape.members : undefined;
		for (const field of message.fields.values()) {
			if (field.is === 'inline') addProperties(properties, shape, field.message!);
			else if (!known || Object.hasOwn(known, field.name))
				properties[field.name] = {
					...ofField(field, known?.[field.name]),
					...strategies[`${message.name}.${field.name}`],
				};
		}
	}

	function ofField(field: Field, shape: Shape | undefined): Tree {
		const list = shape?.is === 'list' ? shape : undefined;
		const inner = shape?.is === 'map' ? shape.of : list ? list.of : shape;
		const one = ofType(field, inner);
		if (field.is === 'map') return {type: 'object', additionalProperties: one, ...(shape?.isAtomic && owned)};
		return field.is === 'list' ? {type: 'array', items: one, ...listExtensions(list)} : one;
	}

	function ofType({type, message}: Field, shape: Shape | undefined): Tree {
		if (scalars[type]) return scalars[type];
		if (special[type]) return referToSpecial(type);
		return schemaFor(shape, message);
	}

	function referToSpecial(type: string): Tree {
		const [end, schema] = special[type]!;
		const name = `io.k8s.apimachinery.pkg.${end}`;
		schemas[name] = schema;
		return refer(name);
	}

	function anonymous(shape: Shape | undefined): Tree {
		switch (shape?.is) {
			case 'members':
				return {type: 'object', properties: mapValues(shape.members, inner => schemaFor(inner, undefined))};
			case 'list':
				return {type: 'array', items: schemaFor(shape.of, undefined), ...listExtensions(shape)};
			case 'map':
				return {type: 'object', additionalProperties: schemaFor(shape.of, undefined)};
			default:
				return ofShapes[shape?.is ?? 'any'] ?? {type: shape!.is};
		}
	}

	return {schemas, schemaFor};
}

function mapValues<T, U>(tree: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
	return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, map(value)]));
}

/** How lists are merged: by server-side apply, and by strategic merge patches. */
function listExtensions(list: Extract<Shape, {is: 'list'}> | undefined): Tree {
	const merge = {'x-kubernetes-patch-strategy': 'merge'};
	if (list?.isSet) return {'x-kubernetes-list-type': 'set', ...merge};
	if (!list?.key) return {'x-kubernetes-list-type': 'atomic'};
	const keys = {'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': list.keys};
	const ownership = list.isAtomic ? {'x-kubernetes-list-type': 'atomic'} : keys;
	return {...ownership, 'x-kubernetes-patch-merge-key': list.key, ...merge};
}

/** The schema of a whole object: its members, and those that name its type. */
export function withType(schema: Tree, type: Tree): Tree {
	const text = {type: 'string'};
	const properties = isTree(schema.properties) ? schema.properties : {};
	return {
		...schema,
		properties: {apiVersion: text, kind: text, ...properties},
		'x-kubernetes-group-version-kind': [type],
	};
}
