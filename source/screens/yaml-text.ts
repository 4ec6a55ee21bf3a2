import {dump} from 'js-yaml';
import type {JsonObject} from '../model/json.ts';
import {isObject, type KubernetesObject} from '../model/object.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';

const known = new WeakMap<KubernetesObject, readonly Line[]>();

/** The object as YAML, without managed fields; a secret's values only tell how long they are. */
export function yamlLines(object: KubernetesObject): readonly Line[] {
	let lines = known.get(object);
	if (lines === undefined) {
		const text = dump(masked(object), {lineWidth: -1, noRefs: true});
		lines = text.trimEnd().split('\n').map(yamlLine);
		known.set(object, lines);
	}
	return lines;
}

function masked(object: KubernetesObject): JsonObject {
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
	return {...plain, data: maskValues(object.data), stringData: maskValues(object.stringData)};
}

function maskValues(values: KubernetesObject[string]) {
	if (!isObject(values)) return undefined;
	return Object.fromEntries(
		Object.entries(values).map(([key, value]) => [key, `(${String(value).length} characters, not shown)`]),
	);
}

function yamlLine(text: string): Line {
	const [, indent = '', key = '', rest = ''] = /^(\s*(?:- )*)([^\s:][^:]*:)?(.*)$/.exec(text) ?? [];
	return [segment(indent), segment(neutral(key), 'accent'), segment(neutral(rest))];
}
