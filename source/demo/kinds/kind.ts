import type {KubernetesObject, Tree} from '../object.ts';
import type {Shape} from './fields.ts';

/** One thing wrong with an object, as it stands in `details.causes` of a 422. */
export type Cause = {reason: string; message: string; field: string};

/** A kind the demo serves; everything the API needs to know about it. */
export type Kind = {
	readonly group: string;
	readonly version: string;
	readonly kind: string;
	readonly plural: string;
	readonly singular: string;
	readonly shortNames?: readonly string[];
	readonly categories?: readonly string[];
	readonly isNamespaced: boolean;
	/** Of a custom resource definition: other codes for patches, and values kept as they were sent. */
	readonly isCustom?: boolean;
	readonly shape: Shape;
	readonly hasStatus?: boolean;
	readonly isScalable?: boolean;
	/** Further subresources, as discovery names them. */
	readonly subresources?: readonly Subresource[];
	/** Whether they are deleted one by one only, never all that a selector selects. */
	readonly isDeletedSingly?: boolean;
	/** Whether `metadata.generation` counts the changes of its spec. */
	readonly hasGeneration?: boolean;
	/** Whether only those may replace an object who say which version of it. */
	readonly needsVersion?: boolean;
	/** Fields a field selector may name, beside `metadata.name` and `metadata.namespace`. */
	readonly selectableFields?: Readonly<Record<string, (object: KubernetesObject) => string | undefined>>;
	/** Sets what the author left open, in place, on a copy nobody else sees. */
	fill?(object: Tree): void;
	/** What is wrong with an object that is to be created or, where there is one, to replace `before`. */
	check?(object: KubernetesObject, before?: KubernetesObject): Cause[];
	/** What the server decides at creation, in place. */
	prepare?(object: KubernetesObject): void;
	/** What the server keeps or counts as an object takes the place of `before`, in place. */
	keep?(object: KubernetesObject, before: KubernetesObject): void;
};

export type Subresource = {
	readonly name: string;
	readonly kind: string;
	readonly group?: string;
	readonly version?: string;
	readonly verbs: readonly string[];
};

export function invalidValue(field: string, value: unknown, why: string): Cause {
	return {reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field};
}

export function required(field: string, why = ''): Cause {
	return {reason: 'FieldValueRequired', message: `Required value${why && `: ${why}`}`, field};
}

export function unsupported(field: string, value: unknown, supported: readonly string[]): Cause {
	const values = supported.map(name => JSON.stringify(name)).join(', ');
	const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${values}`;
	return {reason: 'FieldValueNotSupported', message, field};
}

/** One of several names, where it is there at all. */
export function oneOf(field: string, value: string | undefined, known: readonly string[]): Cause[] {
	return value === undefined || known.includes(value) ? [] : [unsupported(field, value, known)];
}

export function duplicate(field: string, value: unknown): Cause {
	return {reason: 'FieldValueDuplicate', message: `Duplicate value: ${JSON.stringify(value)}`, field};
}

export function notFoundHere(field: string, value: unknown): Cause {
	return {reason: 'FieldValueNotFound', message: `Not found: ${JSON.stringify(value)}`, field};
}

export function forbiddenField(field: string, why: string): Cause {
	return {reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field};
}

/** A number that must not be negative, where it is there at all. */
export function nonNegative(field: string, value: number | undefined): Cause[] {
	return value !== undefined && value < 0
		? [invalidValue(field, value, 'must be greater than or equal to 0')]
		: [];
}

/** A field that keeps its value for life. */
export function immutable(field: string, value: unknown, isUnchanged: boolean): Cause[] {
	return isUnchanged ? [] : [invalidValue(field, value, 'field is immutable')];
}

/** What follows when a custom object is so wrong that its rules cannot be looked at. */
export const unchecked: Cause = {
	reason: 'FieldValueInvalid',
	message:
		'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
	field: '<nil>',
};
