import {loadAll} from 'js-yaml';
import {list, members, type Shape} from '../../source/demo/kinds/fields.ts';
import type {Kind} from '../../source/demo/kinds/kind.ts';
import {objectShape} from '../../source/demo/kinds/metadata.ts';
import type {Json} from '../cluster/raw-api.ts';

// What an API server makes of CustomResourceDefinitions: members that their
// schemas do not have are pruned, defaults are filled in, and only what they name
// as a subresource is one. Their rules beyond types are not looked at.

/** The kinds that the definitions in a YAML text define, in the version that they store or in the one given. */
export function kindsDefinedIn(text: string, version?: string): Kind[] {
	const objects = loadAll(text.replaceAll(quotedDescription, 'description: none')) as Json[];
	return objects
		.filter(object => object?.kind === 'CustomResourceDefinition')
		.map(({spec}) =>
			kindOf(
				spec,
				spec.versions.find((each: Json) => (version ? each.name === version : each.storage)),
			),
		);
}

/** Those of controller-gen are folded in a way that Go's parser takes, and not every other. */
const quotedDescription = /\bdescription: '(?:[^']|'')*'/g;

function kindOf({group, names, scope}: Json, {name, schema, subresources = {}}: Json): Kind {
	const {plural, singular, kind, shortNames, categories} = names;
	const {
		apiVersion: _version,
		kind: _kind,
		metadata: _metadata,
		...others
	} = schema.openAPIV3Schema.properties;
	return {
		group,
		version: name,
		kind,
		plural,
		singular,
		shortNames,
		categories,
		isNamespaced: scope === 'Namespaced',
		isCustom: true,
		hasGeneration: true,
		hasStatus: subresources.status !== undefined,
		isScalable: subresources.scale !== undefined,
		shape: objectShape(shapesOf(others)),
		fill: object => fill({properties: others}, object),
	};
}

function shapesOf(properties: Json): Record<string, Shape> {
	return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, shapeOf(schema)]));
}

function shapeOf(schema: Json): Shape {
	if (schema['x-kubernetes-int-or-string']) return {is: 'intOrString'};
	if (schema['x-kubernetes-preserve-unknown-fields']) return {is: 'any'};
	const {type, properties = {}, additionalProperties, items, format} = schema;
	switch (type) {
		case 'object':
			return additionalProperties
				? {is: 'map', of: shapeOf(additionalProperties)}
				: members({}, shapesOf(properties));
		case 'array':
			return list(shapeOf(items), ...(schema['x-kubernetes-list-map-keys'] ?? []));
		case 'integer':
			return {is: format === 'int32' ? 'integer' : 'number'};
		default:
			return {is: type ?? 'any'};
	}
}

function fill({properties = {}, items}: Json, value: Json): void {
	if (Array.isArray(value)) for (const each of value) fill(items ?? {}, each);
	else if (typeof value === 'object' && value !== null)
		for (const [name, schema] of Object.entries<Json>(properties)) {
			if (value[name] === undefined && schema.default !== undefined)
				value[name] = structuredClone(schema.default);
			fill(schema, value[name]);
		}
}
