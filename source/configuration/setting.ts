import type {Json, JsonObject} from '../model/json.ts';

/** One setting of the file: its name, and what is wrong with a value, as a sentence that begins with its line. */
export type Setting = {
	readonly name: string;
	/** What else is said of it where a setting is not known: what it holds. */
	readonly holds?: string;
	/** `owner` is the name of what the setting stands under: a context. */
	faultIn(value: Json, text: string, owner: string): string | undefined;
};

/** The first fault among the members of an object; a name nobody knows is one. */
export function faultAmong(
	object: JsonObject,
	settings: readonly Setting[],
	text: string,
	owner = '',
): string | undefined {
	for (const [name, value] of Object.entries(object)) {
		const setting = settings.find(each => each.name === name);
		const fault =
			setting === undefined
				? `line ${lineOf(name, text)}: there is no setting ${name}`
				: value !== undefined && setting.faultIn(value, text, owner);
		if (fault) return fault;
	}
	return undefined;
}

/** The line a key stands on; the parser keeps no positions. */
export function lineOf(key: string, text: string): number {
	const lines = text.split('\n');
	const index = lines.findIndex(line =>
		line
			.replaceAll(/['"]/g, '')
			.replace(/^[\s{-]+/, '')
			.startsWith(`${key}:`),
	);
	return (
		Math.max(
			index,
			lines.findIndex(line => line.includes(key)),
			0,
		) + 1
	);
}

/** A setting that is true or false. */
export function flag(name: string): Setting {
	return {
		name,
		faultIn: (value, text, owner) =>
			typeof value === 'boolean'
				? undefined
				: `line ${lineOf(name, text)}: ${name}${owner && ` of ${owner}`} must be true or false`,
	};
}
