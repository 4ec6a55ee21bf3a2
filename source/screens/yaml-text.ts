import {dump} from 'js-yaml';
import type {JsonObject} from '../model/json.ts';
import {isObject, type KubernetesObject} from '../model/object.ts';
import {masked} from '../resources/masked.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, segment} from '../ui/line.ts';

const known = new WeakMap<KubernetesObject, readonly Line[]>();

/**
 * The object as YAML, without managed fields. A secret's values only tell how
 * long they are, but for the one of the key `revealed`, which is decoded.
 */
export function yamlLines(object: KubernetesObject, revealed?: string): readonly Line[] {
	if (revealed !== undefined) return treeLines(withValue(masked(object), object, revealed));
	let lines = known.get(object);
	if (lines === undefined) {
		lines = treeLines(masked(object));
		known.set(object, lines);
	}
	return lines;
}

/** Any tree as lines of YAML. */
export function treeLines(object: JsonObject): readonly Line[] {
	const text = dump(object, {lineWidth: -1, noRefs: true});
	return text.trimEnd().split('\n').map(yamlLine);
}

function withValue(shown: JsonObject, {data}: KubernetesObject, key: string): JsonObject {
	if (!isObject(data) || !isObject(shown.data) || typeof data[key] !== 'string') return shown;
	return {...shown, data: {...shown.data, [key]: decoded(data[key])}};
}

/** A value that is no text would be drawn as rubbish. */
function decoded(value: string): string {
	const bytes = Buffer.from(value, 'base64');
	const text = bytes.toString('utf8');
	return Buffer.from(text, 'utf8').equals(bytes) ? text : `(${bytes.length} bytes that are no text)`;
}

function yamlLine(text: string): Line {
	const [, indent = '', key = '', rest = ''] = /^(\s*(?:- )*)([^\s:][^:]*:)?(.*)$/.exec(text) ?? [];
	return [segment(indent), segment(neutral(key), 'accent'), segment(neutral(rest))];
}
