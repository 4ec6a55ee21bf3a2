import type {Json} from '../model/json.ts';
import {isObject} from '../model/object.ts';
import {lineOf, type Setting} from './setting.ts';

/** Keys that an operator chose for one binding, and the line of the file that says so. */
export type KeySetting = {readonly binding: string; readonly keys: readonly string[]; readonly line: number};

/** What is wrong with the keys themselves is said by who knows the key table. */
export const keySettings: Setting = {
	name: 'keys',
	faultIn(value, text) {
		if (!isObject(value))
			return `line ${lineOf('keys', text)}: keys must hold keys by the name of what they do`;
		for (const [binding, chosen] of Object.entries(value)) {
			const fault = faultInKeys(chosen ?? null);
			if (fault) return `line ${lineWithin(text, binding)}: ${binding} ${fault}`;
		}
		return undefined;
	},
};

function faultInKeys(chosen: Json): string | undefined {
	const keys = Array.isArray(chosen) ? chosen : [chosen];
	if (keys.some(key => key === null))
		return "has nothing for a key: write [] for no key, and quotes around '#'";
	const isKey = (key: Json) =>
		typeof key === 'string' || (typeof key === 'number' && /^\d$/.test(String(key)));
	return keys.every(isKey) ? undefined : 'must be a key, or a list of keys';
}

/** The keys that the file chooses, once it was found to be without a fault. */
export function keysIn(value: Json | undefined, text: string): readonly KeySetting[] {
	return Object.entries(isObject(value) ? value : {}).map(([binding, chosen]) => ({
		binding,
		keys: (Array.isArray(chosen) ? chosen : [chosen]).map(String),
		line: lineWithin(text, binding),
	}));
}

export function keysByBinding(settings: readonly KeySetting[]): {
	readonly [binding: string]: readonly string[];
} {
	return Object.fromEntries(settings.map(({binding, keys}) => [binding, keys]));
}

/** A binding may have the name of something else that the file speaks of. */
function lineWithin(text: string, binding: string): number {
	const before = lineOf('keys', text) - 1;
	return before + lineOf(binding, text.split('\n').slice(before).join('\n'));
}
