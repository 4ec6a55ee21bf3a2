/**
 * Protocol buffer messages, written down compactly: `NUMBER NAME TYPE` for each field, with commas between.
 * The type is a scalar, a message of the same package, of meta or of core, or one that is special in JSON
 * (a time, a quantity …). Before it may stand `[]` for a list, `map` for a map from texts, `*` where Go has a
 * pointer, so that zero is not the same as absent, and `...` for a message whose fields JSON shows as its
 * holder's own. A field named `=` is in JSON the message itself.
 */
export type Messages = Readonly<Record<string, string>>;

export type Field = {
	readonly name: string;
	readonly type: string;
	readonly is: 'one' | 'list' | 'map' | 'pointer' | 'inline';
	/** What the type holds, where it is a message. */
	message?: Message;
};

/** A message type: its fields by number. */
export type Message = {
	readonly name: string;
	/** Where it is from, as OpenAPI names it: `io.k8s.api.core.v1`. */
	readonly home: string;
	readonly fields: ReadonlyMap<number, Field>;
};

/** Messages by name, of one package after the other in which a name is looked for. */
export type Package = {readonly home: string; readonly messages: Messages};

const read = new Map<string, Message>();

/** The message of this name in the first package that has it; undefined where none has. */
export function messageNamed(name: string, packages: readonly Package[]): Message | undefined {
	const found = packages.find(({messages}) => Object.hasOwn(messages, name));
	if (!found) return undefined;
	const key = `${found.home}.${name}`;
	const known = read.get(key);
	if (known) return known;
	const fields = new Map<number, Field>();
	const message = {name, home: found.home, fields};
	// Known before its fields are, for messages hold themselves.
	read.set(key, message);
	const packagesFromHere = [found, ...packages.filter(other => other !== found)];
	for (const line of found.messages[name]!.split(',')) {
		const [number, field] = readField(line.trim(), packagesFromHere);
		fields.set(number, field);
	}
	return message;
}

const forms = {'[]': 'list', '*': 'pointer', '...': 'inline', 'map ': 'map', '': 'one'} as const;

function readField(line: string, packages: readonly Package[]): [number, Field] {
	const [, number, name, form, type] = /^(\d+) (\S+) (\[\]|\*|\.\.\.|map |)(\w+)$/.exec(line)!;
	const is = forms[form as keyof typeof forms];
	return [Number(number), {name: name!, type: type!, is, message: messageNamed(type!, packages)}];
}
