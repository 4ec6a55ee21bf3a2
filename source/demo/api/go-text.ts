/** The JSON text Go writes for a simple value: as ours, but with `&`, `<`, `>` and line separators escaped. */
export function goText(value: string | number | boolean | null): string {
	return JSON.stringify(value).replace(/[&<>\u2028\u2029]/g, character => {
		return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
	});
}

/** A number or text of a patch, as its author wrote it: `90.0` is not `90` to a patch library that compares text. */
export class Raw {
	readonly text: string;

	constructor(text: string) {
		this.text = text;
	}
}

/** Like `JSON.parse`, but numbers and texts stay as they were written. */
export function parseRaw(text: string): unknown {
	const keepSource = (_: string, value: unknown, context?: {source?: string}) =>
		typeof value === 'number' || typeof value === 'string' ? new Raw(context!.source!) : value;
	return JSON.parse(text, keepSource as (key: string, value: unknown) => unknown);
}
