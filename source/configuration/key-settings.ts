import type {Json} from '../model/json.ts';
import {isObject} from '../model/object.ts';
import {faultAt, lineAt, type Place, type Setting, within} from './setting.ts';

/** Keys that an operator chose for one binding, and the line of the file that says so. */
export type KeySetting = {readonly binding: string; readonly keys: readonly string[]; readonly line: number};

/** What is wrong with the keys themselves is said by who knows the key table. */
export const keySettings: Setting = {
	name: 'keys',
	faultsIn(value, place) {
		if (!isObject(value))
			return [
				faultAt(
					place,
					'keys must hold keys by the name of what they do',
					'Write each on a line of its own, like scale: A.',
				),
			];
		return Object.entries(value).flatMap(([binding, chosen]) => {
			const fault = faultInForm(chosen ?? null);
			return fault === undefined
				? []
				: [faultAt(within(place, binding), `${binding} ${fault.says}`, fault.next)];
		});
	},
};

function listed(chosen: Json | undefined): readonly Json[] {
	return Array.isArray(chosen) ? chosen : [chosen ?? null];
}

function faultInForm(chosen: Json): {readonly says: string; readonly next: string} | undefined {
	const keys = listed(chosen);
	if (keys.some(key => key === null))
		return {says: 'has nothing for a key', next: "Write [] for no key, and quotes around '#'."};
	const isKey = (key: Json) =>
		typeof key === 'string' || (typeof key === 'number' && /^\d$/.test(String(key)));
	return keys.every(isKey)
		? undefined
		: {says: 'must be a key, or a list of keys', next: 'Write one like A, or several like [ctrl-x, R].'};
}

/** The keys that the file chooses; bindings whose keys are no keys by their form are left out. */
export function keysIn(value: Json | undefined, place: Place): readonly KeySetting[] {
	return Object.entries(isObject(value) ? value : {}).flatMap(([binding, chosen]) =>
		faultInForm(chosen ?? null) === undefined
			? [{binding, keys: listed(chosen).map(String), line: lineAt(within(place, binding))}]
			: [],
	);
}

export function keysByBinding(settings: readonly KeySetting[]): {
	readonly [binding: string]: readonly string[];
} {
	return Object.fromEntries(settings.map(({binding, keys}) => [binding, keys]));
}
