/** How fields are owned: which values count as a whole, and how the parts of the others are told apart. */
import {isTree, type Shape} from '../kinds/fields.ts';
import type {Tree} from '../object.ts';

export type Part = {
	/** The path element by which `fieldsV1` names the part. */
	readonly element: string;
	readonly value: unknown;
	readonly shape: Shape;
};

const unknown: Shape = {is: 'any'};
const whole: Shape = {is: 'any', isAtomic: true};

/** Where the shape says nothing: references and selectors, which are always owned as a whole. */
const wholes = new Set([
	'configMapKeyRef',
	'fieldRef',
	'labelSelector',
	'namespaceSelector',
	'nodePublishSecretRef',
	'requiredDuringSchedulingIgnoredDuringExecution',
	'resourceFieldRef',
	'secretKeyRef',
	'secretRef',
]);

/** A member of the shape, even where the shape does not name its members. */
export function memberShape(shape: Shape, name: string): Shape {
	if (shape.is === 'members') return shape.members[name] ?? unknown;
	if (shape.is === 'map') return shape.of;
	return wholes.has(name) ? whole : unknown;
}

/** Whether a value of this shape has parts that may belong to different owners. */
export function hasParts(shape: Shape, value: unknown): boolean {
	if (shape.isAtomic) return false;
	if (shape.is === 'list')
		return Boolean(shape.isSet || shape.key) && (isNothing(value) || Array.isArray(value));
	return (
		['members', 'map', 'any'].includes(shape.is) &&
		(isTree(value) || (shape.is !== 'any' && isNothing(value)))
	);
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null;
}

/** The parts of a value that has some: members of an object, elements of a list. */
export function partsOf(shape: Shape, value: unknown): Part[] {
	if (isTree(value)) {
		const names = Object.keys(value).filter(name => value[name] !== undefined);
		return names.map(name => ({
			element: `f:${name}`,
			value: value[name],
			shape: memberShape(shape, name),
		}));
	}
	if (shape.is !== 'list' || !Array.isArray(value)) return [];
	return value.map(element => ({element: elementOf(shape, element), value: element, shape: shape.of}));
}

/** What the API fills in where a key is left out. */
const defaultKeys: Tree = {protocol: 'TCP'};

function elementOf(shape: Extract<Shape, {is: 'list'}>, element: unknown): string {
	if (shape.isSet) return `v:${JSON.stringify(element)}`;
	const names = [...shape.keys!].sort();
	const keys = names.map(name => [name, (element as Tree)[name] ?? defaultKeys[name]]);
	return `k:${JSON.stringify(Object.fromEntries(keys))}`;
}

/** Whether there is nothing in it, so that it is owned as one. */
export function isBare(value: unknown): boolean {
	if (isNothing(value)) return true;
	return typeof value === 'object' && Object.keys(value as object).length === 0;
}
