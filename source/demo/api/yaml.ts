import {
	binaryTag,
	boolYaml11Tag,
	FAILSAFE_SCHEMA,
	floatYaml11Tag,
	intYaml11Tag,
	load,
	mergeTag,
	nullYaml11Tag,
	Schema,
	YAMLException,
} from 'js-yaml';

/** YAML 1.1 as Go's library reads it: `yes` is true, but a date stays text. */
const schema = new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullYaml11Tag,
	boolYaml11Tag,
	intYaml11Tag,
	floatYaml11Tag,
	mergeTag,
	binaryTag,
]);

/** The first document's value, as JSON could hold it; throws an error that begins like Go's. */
export function loadYaml(text: string): unknown {
	const [first] = text.replace(/^(---.*\n)?/, '').split(/^---/m);
	if (!first?.trim()) return undefined;
	try {
		return JSON.parse(JSON.stringify(load(first, {schema, json: true}), textOfBytes));
	} catch (error) {
		if (!(error instanceof YAMLException)) throw error;
		throw new Error(`yaml: line ${(error.mark?.line ?? 0) + 1}: ${error.reason}`);
	}
}

/** A `!!binary` is the text its bytes are. */
function textOfBytes(this: Record<string, unknown>, name: string, value: unknown): unknown {
	const held = this[name];
	return held instanceof Uint8Array ? Buffer.from(held).toString() : value;
}
