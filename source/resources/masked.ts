import type {JsonObject} from '../model/json.ts';
import {isObject, type KubernetesObject} from '../model/object.ts';

/**
 * The object as it may be shown: without managed fields, and of a secret
 * without its values, which only tell how long they are.
 */
export function masked(object: KubernetesObject): JsonObject {
	const {managedFields: _fields, annotations, ...metadata} = object.metadata;
	const {'kubectl.kubernetes.io/last-applied-configuration': applied, ...kept} = annotations ?? {};
	const isSecret = object.kind === 'Secret';
	// The last applied form of a secret holds its values in clear.
	const shown = isSecret || applied === undefined ? kept : annotations;
	const plain: JsonObject = {
		...object,
		metadata: {...metadata, ...(annotations === undefined ? {} : {annotations: shown})},
	};
	if (!isSecret) return plain;
	const decoded = (value: string) => Buffer.from(value, 'base64').length;
	return {
		...plain,
		data: maskValues(object.data, decoded),
		stringData: maskValues(object.stringData, Buffer.byteLength),
	};
}

/** How large each value is once it is decoded, as `kubectl describe` says it. */
function maskValues(values: KubernetesObject[string], sizeOf: (value: string) => number) {
	if (!isObject(values)) return undefined;
	return Object.fromEntries(
		Object.entries(values).map(([key, value]) => [key, `(${sizeOf(String(value))} bytes, not shown)`]),
	);
}
