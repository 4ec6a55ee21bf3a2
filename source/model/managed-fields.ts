import {type Json, type JsonObject, pointerTokens} from './json.ts';
import {isObject, type KubernetesObject, objectIn, textIn} from './object.ts';

/** The name that all our writes go under in managedFields. */
export const ourManager = 'sluice';

/** What one manager is on record for: one entry of `metadata.managedFields`. */
export type ManagedEntry = {
	/** Its place in the list. */
	readonly index: number;
	readonly manager: string;
	readonly operation: string;
	/** When it last changed what it manages, in milliseconds since the epoch; undefined where that is not told. */
	readonly time: number | undefined;
	/** A set of fields as the API writes it: `f:` a member, `k:` an element by its key, `.` the thing itself. */
	readonly fields: JsonObject;
	readonly asRead: Json;
};

/** The entries of an object; undefined where it came without them, as from a list. */
export function managedEntries({metadata}: KubernetesObject): readonly ManagedEntry[] | undefined {
	const {managedFields} = metadata;
	if (!Array.isArray(managedFields)) return undefined;
	return managedFields.map((asRead: Json, index) => {
		const entry = objectIn(asRead);
		return {
			index,
			manager: textIn(entry.manager) ?? '',
			operation: textIn(entry.operation) ?? '',
			time: Date.parse(textIn(entry.time) ?? '') || undefined,
			fields: objectIn(entry.fieldsV1),
			asRead,
		};
	});
}

/**
 * Whether a set of fields holds what stands at the pointer, all of it or a
 * part. An atomic list is a leaf of the set, so whoever holds it holds every
 * element; elements of other lists are found by their keys, as they stand in
 * the object.
 */
export function holdsField({fields}: ManagedEntry, object: KubernetesObject, pointer: string): boolean {
	let held = fields;
	let value: Json | undefined = object;
	for (const token of pointerTokens(pointer)) {
		value = memberOf(value, token);
		const next = held[`f:${token}`] ?? elementOf(held, value);
		if (next === undefined) return held !== fields && isLeaf(held);
		held = objectIn(next);
	}
	return true;
}

/** Every field of a set, as a person writes it: `spec.rules`, `spec.template.spec.containers[name=web].image`. */
export function sayFields({fields}: ManagedEntry): readonly string[] {
	return leavesOf(fields, '');
}

function leavesOf(fields: JsonObject, path: string): readonly string[] {
	const members = Object.entries(fields).filter(([key]) => key !== '.');
	if (members.length === 0) return path === '' ? [] : [path];
	return members.flatMap(([key, held]) => leavesOf(objectIn(held), path + sayMember(key, path)));
}

function sayMember(key: string, path: string): string {
	const [kind, name] = [key.slice(0, 2), key.slice(2)];
	if (kind === 'f:') return path === '' ? name : `.${name}`;
	const keys = kind === 'k:' ? Object.entries(parsed(name)) : [];
	return keys.length === 0 ? `[${name}]` : `[${keys.map(([member, is]) => `${member}=${is}`).join(',')}]`;
}

function memberOf(value: Json | undefined, token: string): Json | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	return Object.hasOwn(value, token) ? (value as JsonObject)[token] : undefined;
}

/** What a set holds of one element of a list. */
function elementOf(held: JsonObject, element: Json | undefined): Json | undefined {
	const key = Object.keys(held).find(each => {
		if (each.startsWith('v:')) return each === `v:${JSON.stringify(element)}`;
		if (!each.startsWith('k:') || !isObject(element)) return false;
		return Object.entries(parsed(each.slice(2))).every(([member, is]) => element[member] === is);
	});
	return key === undefined ? undefined : held[key];
}

function parsed(text: string): JsonObject {
	try {
		return objectIn(JSON.parse(text));
	} catch {
		return {};
	}
}

/** Nothing is told of what is inside, so all of it is meant. */
function isLeaf(held: JsonObject): boolean {
	return Object.keys(held).length === 0;
}
