import type {Json, JsonObject} from '../model/json.ts';

/** Something wrong with the file, as a person reads it: on which line, what, and what to do about it. */
export type Fault = {readonly line: number; readonly says: string; readonly next: string};

/** Where in the file a value stands: under which names, outermost first. */
export type Place = {readonly text: string; readonly path: readonly string[]};

/** One setting of the file: its name, and all that is wrong with a value. */
export type Setting = {
	readonly name: string;
	/** What else is said of it where a setting is not known: what it holds. */
	readonly holds?: string;
	faultsIn(value: Json, place: Place): readonly Fault[];
};

/** The faults among the members of an object; a name nobody knows is one. */
export function faultsAmong(
	object: JsonObject,
	settings: readonly Setting[],
	place: Place,
): readonly Fault[] {
	return Object.entries(object).flatMap(([name, value]) => {
		const here = within(place, name);
		const setting = settings.find(each => each.name === name);
		if (setting === undefined)
			return [faultAt(here, `there is no setting ${name}`, `Known here are ${sayKnown(settings)}.`)];
		return value === undefined ? [] : setting.faultsIn(value, here);
	});
}

/** `favourites, keys and contexts (class, readOnly)`. */
export function sayKnown(settings: readonly Setting[]): string {
	const known = settings.map(({name, holds}) => (holds === undefined ? name : `${name} (${holds})`));
	return `${known.slice(0, -1).join(', ')} and ${known.at(-1)}`;
}

export function within({text, path}: Place, name: string): Place {
	return {text, path: [...path, name]};
}

export function faultAt(place: Place, says: string, next: string): Fault {
	return {line: lineAt(place), says, next};
}

/** The line a value stands on; the parser keeps no positions. */
export function lineAt({text, path}: Place): number {
	const lines = text.split('\n').map(line => line.replace(/(^|\s)#.*$/, ''));
	return path.reduce((line, name) => line + stepsTo(name, lines.slice(line)), 0) + 1;
}

/** How many lines further the name stands as that of a setting, or else at all. */
function stepsTo(name: string, lines: readonly string[]): number {
	const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
	const asName = new RegExp(`(^|[\\s{,'"])${escaped}['"]?\\s*:`);
	const step = lines.findIndex(line => asName.test(line));
	return Math.max(step === -1 ? lines.findIndex(line => line.includes(name)) : step, 0);
}

/** A setting that is true or false. */
export function flag(name: string): Setting {
	return {
		name,
		faultsIn: (value, place) =>
			typeof value === 'boolean'
				? []
				: [
						faultAt(
							place,
							`${sayWhose(place)} must be true or false`,
							'Write true or false, without quotes.',
						),
					],
	};
}

/** `armFor of prod-eu`. */
export function sayWhose({path}: Place): string {
	return `${path.at(-1)} of ${path.at(-2)}`;
}
